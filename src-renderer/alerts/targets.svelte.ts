import * as v from 'valibot';
import { Fault } from '../../src-shared/fault.ts';
import {
  deliverySchema,
  shownTargetSchema,
  shownTargetsSchema,
  type Delivery,
  type ShownTarget,
  type TargetChange,
} from '../../src-shared/protocol/notify.ts';
import type { Dashboard } from '../state/model.ts';

/** The targets as the server keeps them. Reactive. Every call rejects with a Fault where the server refuses. */
export interface Targets {
  readonly all: readonly ShownTarget[];
  readonly fetch: () => Promise<void>;
  /** Adds it, or replaces the one of the same id, which keeps its address where none is given. */
  readonly set: (target: TargetChange) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
  /** Sends a test message to one that need not be saved. */
  readonly test: (target: TargetChange) => Promise<Delivery>;
}

const setSchema = v.object({ target: shownTargetSchema });

/** Makes an empty list that speaks by the dashboard's commands. */
export function createTargets(dashboard: Pick<Dashboard, 'command'>): Targets {
  let all = $state.raw<readonly ShownTarget[]>([]);
  return {
    get all() {
      return all;
    },
    async fetch() {
      all = read(shownTargetsSchema, await dashboard.command('notify.list', {})).targets;
    },
    async set(change) {
      const { target } = read(setSchema, await dashboard.command('notify.set', { target: change }));
      all = all.some(({ id }) => id === target.id)
        ? all.map((one) => (one.id === target.id ? target : one))
        : [...all, target];
    },
    async remove(id) {
      await dashboard.command('notify.remove', { targetId: id });
      all = all.filter((one) => one.id !== id);
    },
    test: async (target) => read(deliverySchema, await dashboard.command('notify.test', { target })),
  };
}

function read<Output>(schema: v.GenericSchema<unknown, Output>, result: unknown): Output {
  const parsed = v.safeParse(schema, result);
  if (!parsed.success) throw new Fault('internal', 'The server answered with something that this page does not know.');
  return parsed.output;
}

/** How a test fared, in words. */
export function deliveryWords({ delivered, status, reason }: Delivery): string {
  if (delivered) return status === null ? 'Delivered.' : `Delivered; the service answered ${String(status)}.`;
  return `Not delivered: ${reason ?? 'no reason was given'}.`;
}
