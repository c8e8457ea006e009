import { limits } from '../../src-shared/protocol/limits.ts';
import { limitRow } from './limit-row.ts';
import type { Setting } from './setting-row.ts';

const kept = (of: string) => `How long ${of} are kept. No tier may be kept for less time than the one before it.`;

/**
 * Every key of the config file: the page, its schema and its documentation are made from here, and `config.ts` takes
 * bounds and defaults from here.
 */
export const settingTable = {
  interval: {
    section: 'collecting',
    kind: 'count',
    default: 1000,
    ...limits.intervalMs,
    label: 'Interval',
    help: 'Time between two samples, in milliseconds.',
    applies: 'at once',
  },
  commands: {
    section: 'collecting',
    kind: 'switch',
    default: true,
    label: 'Command lines of processes',
    help: 'Read, show and keep the command lines of processes, with secrets masked. Turned off, none is read any more; those that were kept before stay in the history.',
    applies: 'at once',
  },
  viewerFocus: {
    section: 'collecting',
    kind: 'switch',
    default: false,
    label: 'Fast series for viewers',
    help: 'Let viewers focus a card, so that it is read ten times a second for them alone. Operators always can.',
    applies: 'at once',
  },
  replayCap: {
    section: 'collecting',
    kind: 'size',
    default: '32M',
    min: '64K',
    max: '1G',
    label: 'Memory for what was missed',
    help: 'Most memory for the newest events, from which pages that were away for some minutes are given what they missed.',
    applies: 'at once',
  },
  history: {
    section: 'history',
    kind: 'switch',
    default: true,
    label: 'Keep history',
    help: 'Keep readings on disk. Turned off, what was kept before stays there and is shown again when it is turned on.',
    applies: 'at once',
  },
  historyCap: {
    section: 'history',
    kind: 'size',
    default: '1G',
    min: '16M',
    max: '1T',
    label: 'Most space on disk',
    help: 'Most that history may take on disk. Where it does not suffice, the finest values go first.',
    applies: 'at once',
  },
  history1s: {
    section: 'history',
    kind: 'duration',
    default: '48h',
    min: '10m',
    max: '20y',
    label: 'Every reading',
    help: kept('all readings'),
    applies: 'at once',
  },
  history10s: {
    section: 'history',
    kind: 'duration',
    default: '14d',
    min: '10m',
    max: '20y',
    label: '10 s averages',
    help: kept('averages of 10 s'),
    applies: 'at once',
  },
  history1m: {
    section: 'history',
    kind: 'duration',
    default: '90d',
    min: '10m',
    max: '20y',
    label: '1 min averages',
    help: kept('averages of a minute'),
    applies: 'at once',
  },
  history15m: {
    section: 'history',
    kind: 'duration',
    default: '2y',
    min: '10m',
    max: '20y',
    label: '15 min averages',
    help: kept('averages of 15 minutes'),
    applies: 'at once',
  },
  notifications: {
    section: 'alerts',
    kind: 'switch',
    default: true,
    label: 'Send notifications',
    help: 'Tell the notification targets, and the desktop, what fires. Turned off, alerts are still watched, shown and logged.',
    applies: 'at once',
  },
  share: {
    section: 'sharing',
    kind: 'switch',
    default: null,
    label: 'Share on this network',
    help: 'Open the dashboard on every address of this machine, for paired devices.',
    applies: 'at once',
  },
  tls: {
    section: 'sharing',
    kind: 'switch',
    default: null,
    label: 'Encrypt what is shared',
    help: 'Use TLS, with a certificate that Lanpulse makes, or with your own.',
    applies: 'at once',
  },
  theme: {
    section: 'appearance',
    kind: 'choice',
    default: 'auto',
    choices: ['auto', 'dark', 'light'],
    label: 'Theme of all screens',
    help: 'How the page looks where nobody has chosen otherwise in that browser; auto follows the device.',
    applies: 'at once',
  },
  startAtLogin: {
    section: 'desktop',
    kind: 'switch',
    default: false,
    label: 'Start at login',
    help: 'Start the desktop app, without its window, when you log in.',
    applies: 'at once',
    needs: 'desktop',
  },
  closeToTray: {
    section: 'desktop',
    kind: 'switch',
    default: true,
    label: 'Keep running when the window is closed',
    help: 'Closing the window keeps the desktop app in the tray; turned off, it quits.',
    applies: 'at once',
    needs: 'desktop',
  },
  updates: {
    section: 'desktop',
    kind: 'switch',
    default: true,
    label: 'Look for updates',
    help: 'Ask for a newer version of the desktop app soon after the start and once a day. Nothing is fetched or put in place until you say so. Turned off, nobody is asked.',
    applies: 'at once',
    needs: 'updates',
  },
  updateChannel: {
    section: 'desktop',
    kind: 'choice',
    default: 'latest',
    choices: ['latest', 'beta'],
    label: 'Kind of updates',
    help: 'Released versions, or those that are still being tried out, too.',
    applies: 'at once',
    needs: 'updates',
  },
  logLevel: {
    section: 'advanced',
    kind: 'choice',
    default: 'warn',
    choices: ['debug', 'info', 'warn', 'error'],
    label: 'Log',
    help: 'Least important line that is still written to the log.',
    applies: 'at once',
  },
  port: {
    section: 'advanced',
    kind: 'count',
    default: 4780,
    min: 0,
    max: 65_535,
    label: 'Port',
    help: 'Port to listen on; 0 takes a free one.',
    applies: 'at start',
  },
  host: {
    section: 'advanced',
    kind: 'text',
    default: '127.0.0.1',
    label: 'Address',
    help: 'Address to listen on. One that is not loopback shares on the network.',
    applies: 'at start',
  },
  hostNames: {
    section: 'advanced',
    kind: 'list',
    default: [],
    label: 'Further names',
    help: 'Names under which it answers besides its own.',
    applies: 'at start',
  },
  tlsCert: {
    section: 'advanced',
    kind: 'text',
    default: null,
    label: 'Certificate',
    help: 'PEM file of your own certificate; needs the key beside it, and turns encryption on.',
    applies: 'at start',
  },
  tlsKey: {
    section: 'advanced',
    kind: 'text',
    default: null,
    label: 'Key of the certificate',
    help: 'PEM file of the key of your own certificate.',
    applies: 'at start',
  },
  trustedProxies: {
    section: 'advanced',
    kind: 'list',
    default: [],
    label: 'Trusted proxies',
    help: 'Addresses and ranges of proxies whose forwarding headers count.',
    applies: 'at start',
  },
  loopbackRole: {
    section: 'advanced',
    kind: 'choice',
    default: 'operator',
    choices: ['operator', 'viewer', 'none'],
    label: 'Programs on this machine',
    help: 'What a program on this machine may do while nothing is shared.',
    applies: 'at start',
  },
  dataDir: {
    section: 'advanced',
    kind: 'text',
    default: null,
    label: 'Data directory',
    help: "Folder for what Lanpulse keeps; left out, the platform's place for it.",
    applies: 'at start',
  },
  maxConnections: limitRow('maxConnections', 'Connections in all'),
  maxConnectionsPerAddress: limitRow('maxConnectionsPerAddress', 'Connections of one address'),
  maxStreamsPerSession: limitRow('maxStreamsPerSession', 'Streams of one session'),
  maxRequestsPerSecond: limitRow('maxRequestsPerSecond', 'Requests in a second'),
  maxMessageSize: limitRow('maxMessageSize', 'Largest message'),
  headTimeout: limitRow('headTimeout', 'Time for a head'),
  requestTimeout: limitRow('requestTimeout', 'Time for a request'),
  idleTimeout: limitRow('idleTimeout', 'Idle time'),
  pollHold: limitRow('pollHold', 'Hold of a poll'),
  pairingTries: limitRow('pairingTries', 'Wrong pairing codes'),
} as const satisfies Record<string, Setting>;

/** Name of a setting. */
export type SettingKey = keyof typeof settingTable;

/** Every name, in the order of the documentation. */
export const settingKeys: readonly SettingKey[] = Object.keys(settingTable).filter(isSettingKey);

/** Whether there is such a setting. */
export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(settingTable, key);
}

/** One setting with every field that any may have: the table itself knows of each row only what stands there. */
export function settingOf(key: SettingKey): Setting {
  return settingTable[key];
}
