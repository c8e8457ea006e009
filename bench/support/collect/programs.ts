import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { definitionOf, metricIds } from '../../../src-shared/metrics/registry.ts';

/** A program that watches a machine, as its manual starts it. */
export interface Program {
  readonly name: string;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Asked every second; left out where somebody watches by a stream, or nobody does. */
  readonly poll?: string;
  /** Opened once, and read for as long as it is measured. */
  readonly stream?: string;
}

const root = join(import.meta.dirname, '..', '..', '..');
const node = process.execPath;

/** The server whose viewer takes the table of processes as well. */
export const withTable = 'lanpulse, with the table';
/** What is read more often while somebody looks. */
const withoutTables = metricIds.filter((id) => definitionOf(id).unwatchedEveryMs === undefined);

/** Makes a program that works in a folder of its own and listens on a port that nobody else listens on. */
type MakeProgram = (folder: string, port: number) => Program;

/**
 * All of them.
 * @param readers the bundled program of the readers alone
 */
export function programs(readers: string): readonly MakeProgram[] {
  return [
    (folder, port) => ownServer('lanpulse', folder, port, `?metrics=${withoutTables.join()}`),
    (folder, port) => ownServer(withTable, folder, port, ''),
    // The readers without everything that is done with what they read.
    () => ({ name: 'readers alone', command: [node, readers] }),
    nodeExporter,
    netdata,
    glances,
  ];
}

/** The built server, with one viewer. Its default rules are at work, and it keeps history. */
function ownServer(name: string, folder: string, port: number, query: string): Program {
  const entry = join(root, 'out', 'main', 'headless.cjs');
  return {
    name,
    command: [node, entry, 'serve', '--port', String(port), '--data-dir', folder],
    stream: `http://127.0.0.1:${String(port)}/api/v1/events${query}`,
  };
}

/** Debian's prometheus-node-exporter, scraped every second. */
function nodeExporter(_folder: string, port: number): Program {
  return {
    name: 'node_exporter',
    command: ['prometheus-node-exporter', `--web.listen-address=127.0.0.1:${String(port)}`],
    poll: `http://127.0.0.1:${String(port)}/metrics`,
  };
}

/** Debian's netdata with its own defaults, in a folder of the bench, asked for all current values every second. */
function netdata(folder: string, port: number): Program {
  const config = join(folder, 'netdata.conf');
  const places = ['cache', 'lib', 'log', 'registry'].map((name) => {
    const place = join(folder, name);
    mkdirSync(place);
    return place;
  });
  const [cache = '', lib = '', log = '', registry = ''] = places;
  writeFileSync(
    config,
    [
      '[global]\n  run as user = root',
      `[directories]\n  cache = ${cache}\n  lib = ${lib}\n  log = ${log}\n  registry = ${registry}`,
      `[web]\n  bind to = 127.0.0.1:${String(port)}`,
      '[cloud]\n  enabled = no',
      '[statsd]\n  enabled = no',
      '',
    ].join('\n'),
  );
  return {
    name: 'netdata',
    command: ['netdata', '-D', '-c', config],
    env: { DO_NOT_TRACK: '1' },
    poll: `http://127.0.0.1:${String(port)}/api/v1/allmetrics?format=json`,
  };
}

/** Debian's glances as a web server, asked for everything every second. */
function glances(_folder: string, port: number): Program {
  const where = ['--bind', '127.0.0.1', '--port', String(port)];
  return {
    name: 'glances',
    command: ['glances', '--webserver', ...where, '--disable-check-update', '--time', '1'],
    poll: `http://127.0.0.1:${String(port)}/api/3/all`,
  };
}
