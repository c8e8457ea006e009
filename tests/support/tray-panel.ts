import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { serveOnBus } from './bus-connection.ts';
import type { SessionBus } from './session-bus.ts';

const execute = promisify(execFile);

const watcher = 'org.kde.StatusNotifierWatcher';
const item = 'org.kde.StatusNotifierItem';
const menuInterface = 'com.canonical.dbusmenu';
/** A menu that is set anew at each of so many clicks is broken. */
const mostTries = 5;

/** One entry of a menu, as a panel shows it. */
export interface ShownEntry {
  readonly id: number;
  readonly label: string;
  readonly isChecked: boolean;
  readonly isEnabled: boolean;
  readonly entries: readonly ShownEntry[];
}

/** A panel with a place for icons of running programs; shows nothing and can be asked everything. */
export interface TrayPanel {
  /** Names under which programs have registered their icons, the newest last. */
  readonly items: readonly string[];
  /** What the newest icon says when the pointer rests on it. */
  readonly words: () => Promise<string>;
  /** The newest icon: its width, and its pixels in one text. */
  picture(): Promise<{ readonly widthPx: number; readonly pixels: string }>;
  /** Its menu, without separators. */
  menu(): Promise<readonly ShownEntry[]>;
  /** Chooses an entry of the menu by its label. */
  choose(label: string): Promise<void>;
  /** Clicks the icon itself. */
  click(): Promise<void>;
}

/** True where the program is installed by which the panel asks. */
export function hasTrayPanel(): boolean {
  return spawnSync('busctl', ['--version'], { stdio: 'ignore' }).error === undefined;
}

/** Puts a panel on a bus (StatusNotifierItem of freedesktop.org, and the menus that belong to it). */
export async function startTrayPanel({ path, address }: SessionBus): Promise<TrayPanel> {
  const items: string[] = [];
  await serveOnBus(path, watcher, {
    Get: ({ body }) => {
      body.text();
      return [{ variant: body.text() === 'IsStatusNotifierHostRegistered' }];
    },
    RegisterStatusNotifierItem: ({ body, header }) => {
      const named = body.text();
      items.push(named.startsWith('/') ? (header.sender ?? '') : named);
      return [];
    },
  });

  const ask = async (...words: readonly string[]): Promise<unknown> => {
    const { stdout } = await execute('busctl', [`--address=${address}`, '--json=short', ...words]);
    return stdout === '' ? null : v.parse(answerSchema, JSON.parse(stdout)).data;
  };
  const name = () => items.at(-1) ?? 'nobody';
  const property = (of: string) => ask('get-property', name(), '/StatusNotifierItem', item, of);
  const callMenu = async (...words: readonly string[]) => {
    const at = v.parse(v.string(), await property('Menu'));
    return ask('call', name(), at, menuInterface, ...words);
  };
  const menu = async () => {
    const [, root] = v.parse(layoutSchema, await callMenu('GetLayout', 'iias', '0', '--', '-1', '0'));
    return entriesIn(root);
  };

  async function choose(label: string, triesLeft = mostTries): Promise<void> {
    const found = flat(await menu()).find((entry) => entry.label === label);
    if (found === undefined) throw new Error(`The menu has no "${label}".`);
    const fate = await callMenu('Event', 'isvu', String(found.id), 'clicked', 's', '', '0').catch(fateOfClick);
    if (fate !== 'stale') return;
    if (triesLeft === 0) throw new Error(`The menu refused "${label}" again and again.`);
    await choose(label, triesLeft - 1);
  }

  return {
    items,
    async words() {
      const [, , title] = v.parse(toolTipSchema, await property('ToolTip'));
      return title;
    },
    async picture() {
      const [first] = v.parse(pixmapsSchema, await property('IconPixmap'));
      return { widthPx: first[0], pixels: first[2].join() };
    },
    menu,
    choose: (label) => choose(label),
    async click() {
      await ask('call', name(), '/StatusNotifierItem', item, 'Activate', 'ii', '0', '0');
    },
  };
}

const answerSchema = v.object({ data: v.unknown() });
const toolTipSchema = v.tuple([v.string(), v.unknown(), v.string(), v.string()]);
const pixmapsSchema = v.tupleWithRest([v.tuple([v.number(), v.number(), v.array(v.number())])], v.unknown());
const variant = v.object({ data: v.unknown() });
const layoutSchema = v.tuple([v.number(), v.unknown()]);
const nodeSchema = v.tuple([v.number(), v.record(v.string(), variant), v.array(v.object({ data: v.unknown() }))]);

function entriesIn(node: unknown): readonly ShownEntry[] {
  const [, , children] = v.parse(nodeSchema, node);
  return children.map(({ data }) => data).flatMap(entryOf);
}

function entryOf(node: unknown): readonly ShownEntry[] {
  const [id, properties] = v.parse(nodeSchema, node);
  if (properties.type?.data === 'separator') return [];
  const label = v.parse(v.string(), properties.label?.data ?? '').replaceAll('_', '');
  const isChecked = properties['toggle-state']?.data === 1;
  return [{ id, label, isChecked, isEnabled: properties.enabled?.data !== false, entries: entriesIn(node) }];
}

function flat(entries: readonly ShownEntry[]): readonly ShownEntry[] {
  return entries.flatMap((entry) => [entry, ...flat(entry.entries)]);
}

/**
 * What became of a click that was answered with an error. A menu that is set anew gives its entries new numbers, and refuses
 * the old ones: whoever sees that looks again. A program that has just been told to end may be gone before it answers.
 */
function fateOfClick(error: unknown): 'stale' | 'gone' {
  if (!(error instanceof Error)) throw error;
  if (error.message.includes('error occurred in Event')) return 'stale';
  if (/disconnected|no reply|not receive a reply|NameHasNoOwner|not provided/iu.test(error.message)) return 'gone';
  throw error;
}
