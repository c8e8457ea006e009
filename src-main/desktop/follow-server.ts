import * as v from 'valibot';
import { alertEventSchema, alertsSchema, type AlertEvent, type AlertStatus } from '../../src-shared/protocol/alerts.ts';
import { gapSchema, helloSchema, pollAnswerSchema, presenceSchema } from '../../src-shared/protocol/events.ts';
import { settingsAnswerSchema, type SettingsAnswer } from '../../src-shared/protocol/settings.ts';
import { sharingSchema } from '../../src-shared/protocol/sharing.ts';
import type { Cancel, Clock } from '../clock.ts';
import { createGlance, type Glance } from '../glance.ts';
import type { ServerCalls } from './server-calls.ts';

/** What following a server that another program has started works with. */
export interface FollowParts {
  readonly clock: Clock;
  readonly calls: ServerCalls;
  /** Whether this app can get updates: then their settings are among the server's. */
  readonly hasUpdates: boolean;
  /** Told what fires and ends from now on, as long as notifications are wanted. */
  readonly onAlerts: (events: readonly AlertEvent[]) => void;
  /** Told the settings at first, and after each change. */
  readonly onSettings: (answer: SettingsAnswer) => void;
}

/** Its values, as they are told by its own API. */
export interface FollowedServer {
  /** `null` while the server does not answer. */
  readonly glance: () => Glance | null;
  /** Asks at once again whether it is shared. */
  readonly refresh: () => Promise<void>;
  readonly close: () => void;
}

/** Samples come no more often, ms: an icon shows no more. */
const everyMs = 2_000;
/** The longest time for which a poll is held, and how much longer its answer may take, ms. */
const holdMs = 10_000;
const answerMs = 5_000;
/** A server that is gone is looked for so often, ms. */
const againMs = 3_000;
/** Polls between two questions whether it is shared, which nobody tells, and two words that this app is still there. */
const pollsPerLook = 4;

const percent = v.nullable(v.number());
const valuesSchema = v.object({
  cpu: v.optional(v.object({ total: percent })),
  memory: v.optional(v.object({ used: v.nullable(v.number()), total: v.nullable(v.number()) })),
});
const sampleSchema = v.object({ m: valuesSchema });
const stateSchema = v.pick(sharingSchema, ['on', 'settable']);

/** Who is followed, as whom, and from where on. */
interface Place {
  readonly host: string;
  readonly viewer: string;
  /** Id of the newest event that was taken. */
  readonly after: string;
}

/** Follows a server by one long poll at a time, from now on; where it fails, it goes on where it was. */
export function followServer({ clock, calls, hasUpdates, onAlerts, onSettings }: FollowParts): FollowedServer {
  /** Kept over failures: the server remembers for minutes what happens meanwhile. `null` before its first answer. */
  let place: Place | null = null;
  let glance: ReturnType<typeof createGlance> | null = null;
  let states: readonly AlertStatus[] = [];
  let sharing: v.InferOutput<typeof stateSchema> = { on: false, settable: false };
  /** The settings that the app has been told. */
  let revision = 0;
  let mayNotify = true;
  let isClosed = false;
  let cancel: Cancel = () => undefined;

  async function lookAtSharing(): Promise<void> {
    sharing = v.parse(stateSchema, await calls.ask('sharing', answerMs));
  }

  /** Says that this app is there, and hears the settings. Where that fails, those that it was told last hold. */
  async function lookAtSettings(): Promise<void> {
    const answer = await askForSettings();
    if (answer === null || answer.revision === revision || isClosed) return;
    ({ revision } = answer);
    mayNotify = answer.settings.find(({ key }) => key === 'notifications')?.value !== false;
    onSettings(answer);
  }

  async function askForSettings(): Promise<SettingsAnswer | null> {
    try {
      return v.parse(settingsAnswerSchema, await calls.send('desktop', { updates: hasUpdates }, answerMs));
    } catch {
      // An older server has none, and a busy one is asked again: tray and alerts go on without.
      return null;
    }
  }

  async function lookAtStates(): Promise<void> {
    states = v.parse(alertsSchema, await calls.ask('alerts', answerMs)).states;
  }

  async function poll(query: Readonly<Record<string, string>>) {
    const filter = { metrics: 'cpu,memory', interval: String(everyMs) };
    const path = `poll?${new URLSearchParams({ ...filter, ...query }).toString()}`;
    return v.parse(pollAnswerSchema, await calls.ask(path, holdMs + answerMs));
  }

  async function greet(): Promise<Place> {
    const { events, last } = await poll({});
    const { viewer, host } = v.parse(helloSchema, events.find(({ event }) => event === 'hello')?.data);
    return { host: host.name, viewer, after: last };
  }

  /** Waits for what comes after a place, and takes it. */
  async function take(from: Place, timeoutMs: number): Promise<void> {
    const { viewer, after } = from;
    const { events, last } = await poll({ viewer, after, timeout: String(timeoutMs) });
    // At once: what is told must not come again, nor what cannot be read.
    place = { ...from, after: last };
    const of = (name: string) => events.filter(({ event }) => event === name).map(({ data }) => data);
    for (const sample of of('sample')) glance?.see(v.parse(sampleSchema, sample).m);
    const alerts = of('alert').map((event) => v.parse(alertEventSchema, event));
    // A gap without a beginning: the server was started anew. The revisions of another start say nothing about this one.
    const isAnew = of('gap').some((gap) => v.parse(gapSchema, gap).from === null);
    if (isAnew) revision = 0;
    const revisions = of('presence').map((presence) => v.parse(presenceSchema, presence).settings ?? revision);
    // Whether an alert is to be told may have been changed a moment before it, of which presence tells a moment later.
    if (isAnew || alerts.length > 0 || revisions.some((one) => one !== revision)) await lookAtSettings();
    if (alerts.length > 0 && mayNotify && !isClosed) onAlerts(alerts);
    // A gap may have hidden some.
    if (events.some(({ event }) => event === 'alert' || event === 'rules' || event === 'gap')) await lookAtStates();
  }

  async function follow(): Promise<void> {
    // What has happened since a failure comes before all that may fail again.
    if (place === null) place = await greet();
    else await take(place, 0);
    await Promise.all([lookAtStates(), lookAtSharing(), lookAtSettings()]);
    const { host } = place;
    glance = createGlance({ host, clock, desk: { news: () => states }, sharing: { status: () => sharing } });
    for (let polls = 1; !isClosed; polls += 1) {
      await take(place, holdMs);
      if (polls % pollsPerLook === 0) await Promise.all([lookAtSharing(), lookAtSettings()]);
    }
  }

  function begin(): void {
    follow().catch(() => {
      glance = null;
      if (!isClosed) cancel = clock.after(againMs, begin);
    });
  }

  begin();
  return {
    glance: () => glance?.read() ?? null,
    refresh: lookAtSharing,
    close() {
      isClosed = true;
      cancel();
    },
  };
}
