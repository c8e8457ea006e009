import { Fault } from '../../src-shared/fault.ts';
import type { SharedAddress, Sharing, SharingChange } from '../../src-shared/protocol/sharing.ts';
import type { Cancel, Clock } from '../clock.ts';
import type { KeptFile } from '../kept-file.ts';
import type { Log } from '../log.ts';
import type { LanAddress } from './lan-addresses.ts';
import { createLanListeners, type OpenAddress, type OpenListener } from './lan-listeners.ts';
import { localName, type OwnName } from './own-name.ts';

/** Time between two looks at the addresses of the machine, ms. */
const lookEveryMs = 3_000;

/** How the switch stands. */
type Choice = Readonly<Record<keyof SharingChange, boolean>>;

/** Where nothing is written. */
const off: Choice = { on: false, tls: false };

/** What the switch works with. */
export interface SharingOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Keeps the choice over a restart. */
  readonly file: Pick<KeptFile<Choice>, 'read' | 'write'>;
  /** What the command line decided; `undefined` leaves it to the switch. */
  readonly decided: Readonly<Record<keyof Choice, boolean | undefined>>;
  /** True where the server's first listener is on the network already (`--host`): then there is nothing to open. */
  readonly isExposed: boolean;
  /** Addresses of this machine to be shared now. */
  readonly addresses: () => readonly LanAddress[];
  readonly ownName: OwnName;
  /** Told why the file could not be followed, and `null` when it is again. Default: nobody is. */
  readonly onFailure?: (failure: string | null) => void;
  /** Gets ready what takes its time before something encrypted is opened. Default: nothing does. */
  readonly prepare?: () => Promise<unknown>;
}

/** What the switch itself can tell. */
export type SharingStatus = Omit<Sharing, 'locked' | 'tls'> & { readonly tls: Pick<Sharing['tls'], 'on'> };

/** Sharing on the network: on or off, and the listeners that follow from it. */
export interface SharingSwitch {
  isOn(): boolean;
  status(): SharingStatus;
  /**
   * Sets the switch; resolves when it is on disk and the listeners are as it says; connections end within a second.
   * @throws Fault `invalid_request` where the command line decides, `not_saved`
   */
  change(change: SharingChange): Promise<void>;
  /**
   * Takes up what somebody else wrote into the file, and writes nothing itself: what the file says when its turn has come,
   * so that a change on the way is never undone by what was so before it. Resolves with how sharing then stands; `null`
   * where that is as before.
   */
  followFile(): Promise<Choice | null>;
  /**
   * Opens what is to be open, and follows the machine's addresses from now on.
   * @param port of the server's first listener
   */
  start(port: number, open: OpenListener): Promise<void>;
  /** Ends every listener. */
  close(): Promise<void>;
}

/** Reads how the switch was left. */
export async function openSharing(options: SharingOptions): Promise<SharingSwitch> {
  const { clock, log, file, decided, isExposed, ownName } = options;
  let choice: Choice = (await file.read()) ?? off;
  /** What the file said last: it differs from the choice where that could not be saved. */
  let written = choice;
  /** Why the file could not be followed. */
  let failure: string | null = null;
  let failures = 0;
  let mainPort = 0;
  let listeners = createLanListeners(
    () => Promise.reject(new Fault('start_failed', 'the server has not started.')),
    log,
  );
  let isClosed = false;
  let cancelLook: Cancel = () => undefined;
  let told = '';
  let last: Promise<unknown> = Promise.resolve();

  const isOn = () => isExposed || (decided.on ?? choice.on);
  const isSecure = () => decided.tls ?? (!isExposed && choice.tls);
  const standing = (): Choice => ({ on: isOn(), tls: isSecure() });

  function reachable(): readonly OpenAddress[] {
    if (!isOn() || isClosed) return [];
    if (!isExposed) return listeners.open();
    return options.addresses().map((one) => ({ ...one, port: mainPort, isSecure: isSecure() }));
  }

  /** Brings the listeners in line with the switch and with the machine's addresses. */
  async function follow(): Promise<void> {
    const wanted = () => (isOn() && !isClosed && !isExposed ? options.addresses() : []);
    // Before anything is closed. Why it failed, the opening will tell.
    const prepared = isSecure() && wanted().length > 0 ? options.prepare?.() : undefined;
    const isReady = await Promise.resolve(prepared).then(
      () => true,
      () => false,
    );
    // Asked now: the switch may have been turned while that took its time.
    await listeners.become({ addresses: wanted(), port: mainPort, isSecure: isSecure(), isReady });
    const problem = listeners.problems().join(' ');
    if (problem !== told && problem !== '') log.warn({ problem }, 'not every address can be shared');
    told = problem;
    const open = reachable();
    if (open.length > 0) await ownName.refresh(open.map(({ address }) => address));
  }

  function setFailure(next: string | null): void {
    if (next !== null) failures += 1;
    if (next === failure) return;
    failure = next;
    options.onFailure?.(next);
  }

  async function look(): Promise<void> {
    const before = failures;
    try {
      await follow();
      // One that came during the look is not mended by it.
      if (failures === before) setFailure(null);
    } catch (caught) {
      log.error({ err: caught }, 'the addresses of this machine could not be followed');
    }
    if (!isClosed) cancelLook = clock.after(lookEveryMs, () => void look());
  }

  async function apply(change: SharingChange): Promise<void> {
    assertFree(change);
    // What is so already by an option is nobody's choice.
    const next = {
      on: change.on === isOn() ? choice.on : (change.on ?? choice.on),
      tls: change.tls === isSecure() ? choice.tls : (change.tls ?? choice.tls),
    };
    if (next.on === choice.on && next.tls === choice.tls) return;
    if (choice.on && !next.on) {
      // Closing the door must not fail because a disk is full.
      choice = next;
      await follow();
      await file.write(next).catch((cause: unknown) => {
        const message = 'Sharing is off now, but this could not be saved: it will be on again after a restart.';
        throw new Fault('not_saved', message, { cause });
      });
      written = next;
    } else {
      await file.write(next);
      written = next;
      choice = next;
      await follow();
    }
  }

  async function takeFile(): Promise<Choice | null> {
    const before = standing();
    const now = (await file.read()) ?? off;
    // Only what is new there: what was closed but could not be saved must not open again with a change of something else.
    choice = {
      on: now.on === written.on ? choice.on : now.on,
      tls: now.tls === written.tls ? choice.tls : now.tls,
    };
    written = now;
    const after = standing();
    if (after.on === before.on && after.tls === before.tls) return null;
    try {
      await follow();
      setFailure(null);
    } catch (cause) {
      setFailure(notFollowed);
      throw cause;
    }
    return after;
  }

  /** One after the other, each from what the one before left. */
  function inTurn<Result>(run: () => Promise<Result>): Promise<Result> {
    const done = last.then(run);
    // Whoever asked hears of a failure; the next change has nothing to do with it.
    last = done.catch(() => undefined);
    return done;
  }

  function assertFree({ on = isOn(), tls = isSecure() }: SharingChange): void {
    const isDecided = (key: keyof Choice) => isExposed || decided[key] !== undefined;
    if ((on === isOn() || !isDecided('on')) && (tls === isSecure() || !isDecided('tls'))) return;
    throw new Fault('invalid_request', 'An option of the command line decides this; start Lanpulse without it.');
  }

  function byName(open: readonly OpenAddress[]): SharedAddress[] {
    const named = open.find(({ address }) => ownName.addresses().includes(address));
    return named === undefined ? [] : [{ url: urlOf(localName(), named), via: null }];
  }

  return {
    isOn,
    status() {
      const open = reachable();
      const problems = [
        ...(isOn() && open.length === 0 ? [nowhere] : []),
        ...(failure === null ? [] : [failure]),
        ...listeners.problems(),
      ];
      return {
        on: isOn(),
        settable: !isExposed && decided.on === undefined,
        addresses: [...open.map((one) => ({ url: urlOf(one.address, one), via: one.via })), ...byName(open)],
        tls: { on: isSecure() },
        problem: problems.length === 0 ? null : problems.join(' '),
      };
    },
    change: (change) => inTurn(() => apply(change)),
    followFile: () => inTurn(takeFile),
    async start(port, open) {
      mainPort = port;
      listeners = createLanListeners(open, log);
      await look();
    },
    async close() {
      isClosed = true;
      cancelLook();
      await follow();
      await listeners.settled();
    },
  };
}

const notFollowed =
  'Sharing could not be changed as the config file says; the log says why. It is tried again every few seconds.';

const nowhere = 'No address of this machine can be reached from a network now; new ones are shared as they come.';

function urlOf(host: string, { port, isSecure }: OpenAddress): string {
  const name = host.includes(':') ? `[${host}]` : host;
  return `${isSecure ? 'https' : 'http'}://${name}:${String(port)}`;
}
