import type { AppUpdater, CancellationToken, ProgressInfo } from 'electron-updater';
import { Fault } from '../../src-shared/fault.ts';
import type { Cancel, Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import type { LoadedUpdater } from './update-feed.ts';
import { plainNotes } from './update-notes.ts';
import type { UpdateChoice, UpdateState } from './update-state.ts';

/** Updates of the installed app: found, described, fetched and checked; the app starts anew only when it is told to. */
export interface Updates {
  state(): UpdateState;
  choice(): UpdateChoice;
  /** Looks for a newer version; while one is fetched or ready it changes nothing. Never rejects. */
  check(): Promise<UpdateState>;
  /** Fetches what was found; its hash, and where the system has them its signature, must be right. Never rejects. */
  download(): Promise<UpdateState>;
  /** Gives up what is being fetched. */
  cancel(): void;
  /** Ends the app and starts the new version. */
  restart(): void;
  /** The owner has chosen otherwise: what was found or fetched before is dropped, and looked for anew. */
  choiceChanged(): void;
  /** Who is told of each change of the state, and of a version that was found without anybody having asked. */
  follow(told: { readonly onChange: () => void; readonly onFound: (version: string) => void }): void;
  close(): void;
}

/** What it works with. */
export interface UpdatesOptions extends LoadedUpdater {
  readonly clock: Clock;
  readonly log: Log;
  readonly choice: () => UpdateChoice;
  /** Ends the app in order, puts the new version in place and starts it. */
  readonly restart: (updater: AppUpdater) => void;
  /** Whether the system lets a new version be put in place without a word when the app ends. */
  readonly installsOnQuit: boolean;
}

/** Not at once: the start belongs to the window. */
const firstLookMs = 60_000;
const everyMs = 86_400_000;
/** What electron-updater says where nothing is published on a channel. */
const nothingPublished = 'ERR_UPDATER_CHANNEL_FILE_NOT_FOUND';

/** Joins electron-updater, which finds, fetches and checks, to one state that can be shown. */
export function createUpdates(options: UpdatesOptions): Updates {
  const { updater, cancellation, clock, log, choice, restart, installsOnQuit } = options;
  let state: UpdateState = { kind: 'idle' };
  let running: CancellationToken | null = null;
  let told: string | null = null;
  let cancelLook: Cancel = () => undefined;
  const followers: Parameters<Updates['follow']>[0][] = [];

  updater.autoDownload = false;
  // The library would send a number of its own by which a feed could know this machine again.
  updater.requestHeaders = { 'x-user-staging-id': '' };
  updater.logger = {
    info: (message) => {
      log.debug({ message }, 'updates');
    },
    warn: (message) => {
      log.info({ message }, 'updates');
    },
    error: (message) => {
      log.info({ message }, 'updates');
    },
  };
  updater.on('download-progress', ({ percent }: ProgressInfo) => {
    if (state.kind === 'downloading') enter({ ...state, share: Math.min(1, percent / 100) });
  });
  // Each failure comes by its promise as well; unheard, the event would end the app.
  updater.on('error', (error) => {
    log.warn({ err: error }, 'an update did not go through');
  });

  function enter(next: UpdateState): UpdateState {
    state = next;
    // The library keeps what it has fetched: without this it would be put in place although something else was chosen.
    updater.autoInstallOnAppQuit = installsOnQuit && (next.kind === 'downloading' || next.kind === 'ready');
    for (const { onChange } of followers) onChange();
    return next;
  }

  async function ask(channel: string): Promise<UpdateState> {
    updater.channel = channel;
    updater.allowPrerelease = channel !== 'latest';
    // A channel of its own would allow to go back to an older, perhaps vulnerable version.
    updater.allowDowngrade = false;
    const found = await updater.checkForUpdates();
    if (found?.isUpdateAvailable !== true) return { kind: 'newest' };
    return { kind: 'available', version: found.updateInfo.version, notes: plainNotes(found.updateInfo) };
  }

  /** What there is on a channel; never rejects. */
  async function find(channel: string): Promise<UpdateState> {
    try {
      return await ask(channel).catch((caught: unknown) => {
        // Whoever takes what is tried out takes what is released, too, where nothing is tried out.
        if (channel !== 'latest' && codeOf(caught) === nothingPublished) return ask('latest');
        throw caught;
      });
    } catch (cause) {
      if (codeOf(cause) === nothingPublished) return failed('No version is published where updates come from.', cause);
      return failed('Nobody could be asked for updates: look whether this machine is online, and try again.', cause);
    }
  }

  async function check(): Promise<UpdateState> {
    if (!choice().isOn || ['checking', 'downloading', 'ready'].includes(state.kind)) return state;
    enter({ kind: 'checking' });
    let channel: string;
    let found: UpdateState;
    do {
      ({ channel } = choice());
      found = await find(channel);
      // The owner may have chosen otherwise meanwhile.
    } while (choice().isOn && choice().channel !== channel);
    return enter(choice().isOn ? found : { kind: 'idle' });
  }

  async function look(): Promise<void> {
    lookIn(everyMs);
    if (!choice().isOn) return;
    const found = await check();
    if (found.kind !== 'available' || found.version === told) return;
    told = found.version;
    for (const { onFound } of followers) onFound(found.version);
  }

  function lookIn(ms: number): void {
    cancelLook();
    cancelLook = clock.after(ms, () => void look());
  }

  /** Whether it is here: ready, failed, or `null` where it was stopped. */
  async function fetched(version: string, token: CancellationToken): Promise<UpdateState | null> {
    try {
      await updater.downloadUpdate(token);
      return { kind: 'ready', version };
    } catch (cause) {
      if (token.cancelled) return null;
      return failed(`Version ${version} was not taken: it did not arrive whole, or is not what was published.`, cause);
    }
  }

  function giveUp(): void {
    running?.cancel();
    running = null;
  }

  lookIn(firstLookMs);
  return {
    state: () => state,
    choice,
    check,
    async download() {
      if (state.kind !== 'available') return state;
      const { version, notes } = state;
      const token = cancellation();
      running = token;
      enter({ kind: 'downloading', version, share: 0 });
      const end = await fetched(version, token);
      // Given up because the owner has chosen otherwise: the state is another's already.
      if (running !== token) return state;
      running = null;
      return enter(end ?? { kind: 'available', version, notes });
    },
    cancel() {
      running?.cancel();
    },
    restart() {
      if (state.kind === 'ready') restart(updater);
    },
    choiceChanged() {
      // What was found or fetched for another choice is not offered any more. A check that is under way sees to it itself.
      giveUp();
      if (state.kind !== 'checking') enter({ kind: 'idle' });
      if (choice().isOn) void look();
    },
    follow(follower) {
      followers.push(follower);
    },
    close() {
      cancelLook();
      if (running === null) return;
      giveUp();
      enter({ kind: 'idle' });
    },
  };
}

function failed(message: string, cause: unknown): UpdateState {
  return { kind: 'failed', fault: new Fault('update_failed', message, { cause }) };
}

function codeOf(caught: unknown): unknown {
  return caught instanceof Error && 'code' in caught ? caught.code : null;
}
