import { isIP } from 'node:net';
import * as v from 'valibot';
import { parseHost } from '../access/host-rule.ts';
import { isLoopbackHost } from '../access/loopback.ts';
import { isAddressRange } from '../access/trusted-proxies.ts';
import { bareHost } from '../bare-host.ts';
import { durationText, sizeText } from './amount.ts';
import { limitSettings } from './limit-settings.ts';
import { list, oneOf, onOff, text, wholeNumber } from './setting.ts';
import { settingTable, type SettingKey } from './setting-table.ts';

const { historyCap, history1s, history10s, history1m, history15m, interval, port, replayCap } = settingTable;

const settings = v.strictObject({
  port: v.optional(wholeNumber('', port.min, port.max), port.default),
  host: v.optional(
    v.pipe(
      text('must be an address of this machine'),
      v.check(isAddress, 'must be an address of this machine, such as 127.0.0.1, 192.168.1.2 or 0.0.0.0 for all'),
      v.transform(bareHost),
    ),
    settingTable.host.default,
  ),
  hostNames: v.optional(list('must be host names such as pulse.example.com', isHostName), []),
  share: v.optional(onOff()),
  tls: v.optional(onOff()),
  tlsCert: v.optional(text('must be a PEM file')),
  tlsKey: v.optional(text('must be a PEM file')),
  trustedProxies: v.optional(list('must be addresses such as 127.0.0.1 or 10.0.0.0/8', isAddressRange), []),
  dataDir: text('must be a folder'),
  interval: v.optional(wholeNumber(' of milliseconds', interval.min, interval.max), interval.default),
  loopbackRole: v.optional(oneOf(settingTable.loopbackRole.choices), settingTable.loopbackRole.default),
  logLevel: v.optional(oneOf(settingTable.logLevel.choices), settingTable.logLevel.default),
  commands: v.optional(onOff(), settingTable.commands.default),
  viewerFocus: v.optional(onOff(), settingTable.viewerFocus.default),
  replayCap: v.optional(sizeText(replayCap.min, replayCap.max), replayCap.default),
  history: v.optional(onOff(), settingTable.history.default),
  historyCap: v.optional(sizeText(historyCap.min, historyCap.max), historyCap.default),
  history1s: v.optional(durationText(history1s.min, history1s.max), history1s.default),
  history10s: v.optional(durationText(history10s.min, history10s.max), history10s.default),
  history1m: v.optional(durationText(history1m.min, history1m.max), history1m.default),
  history15m: v.optional(durationText(history15m.min, history15m.max), history15m.default),
  notifications: v.optional(onOff(), settingTable.notifications.default),
  theme: v.optional(oneOf(settingTable.theme.choices), settingTable.theme.default),
  startAtLogin: v.optional(onOff(), settingTable.startAtLogin.default),
  closeToTray: v.optional(onOff(), settingTable.closeToTray.default),
  updates: v.optional(onOff(), settingTable.updates.default),
  updateChannel: v.optional(oneOf(settingTable.updateChannel.choices), settingTable.updateChannel.default),
  ...limitSettings,
} satisfies Record<SettingKey, v.GenericSchema>);

function isAddress(host: string): boolean {
  return isIP(bareHost(host)) !== 0 || isLoopbackHost(host);
}

function isHostName(name: string): boolean {
  const host = parseHost(name);
  return host !== null && host.port === '' && !host.name.startsWith('[');
}

/** A coarser tier that ended before a finer one would never be asked. */
const asLongAs = (finer: string) => `must be at least as long as ${finer}`;

/** Every setting there is; the config file has the same keys. */
export const configSchema = v.pipe(
  settings,
  v.forward(
    v.check(({ history1s, history10s }) => history10s >= history1s, asLongAs('history1s')),
    ['history10s'],
  ),
  v.forward(
    v.check(({ history10s, history1m }) => history1m >= history10s, asLongAs('history10s')),
    ['history1m'],
  ),
  v.forward(
    v.check(({ history1m, history15m }) => history15m >= history1m, asLongAs('history1m')),
    ['history15m'],
  ),
  v.forward(
    v.check(
      ({ host, share }) => share !== false || isLoopbackHost(host),
      'must be a loopback address while share is off',
    ),
    ['host'],
  ),
  v.forward(
    v.check(({ tlsCert, tlsKey }) => tlsCert === undefined || tlsKey !== undefined, 'is needed beside the certificate'),
    ['tlsKey'],
  ),
  v.forward(
    v.check(({ tlsCert, tlsKey }) => tlsKey === undefined || tlsCert !== undefined, 'is needed beside the key'),
    ['tlsCert'],
  ),
);

/**
 * The validated settings.
 * - `port`: 0 takes a free one. Default 4780.
 * - `host`: address to listen on. Default 127.0.0.1. One that is not loopback shares on the network.
 * - `hostNames`: names under which it answers besides its own, lower case. Default none.
 * - `share`: whether it is shared on the network; left out, the switch in the page decides.
 * - `tls`: whether what is shared is encrypted; left out, the switch in the page decides.
 * - `tlsCert`, `tlsKey`: PEM files of the owner's own certificate and key. Default: Lanpulse makes its own.
 * - `trustedProxies`: addresses and ranges of proxies whose forwarding headers count. Default none.
 * - `dataDir`: folder for what Lanpulse keeps. Default: the platform's place for application data.
 * - `interval`: time between samples in ms, 100 to 60000. Default 1000.
 * - `loopbackRole`: what a program on this machine may do. Default `operator`.
 * - `logLevel`: least important line that is still written. Default `warn`.
 * - `commands`: false reads, shows and keeps no command lines of processes. Default true.
 * - `viewerFocus`: true lets viewers, too, have metrics read faster than the interval. Default false.
 * - `replayCap`: most bytes of memory for what viewers that were away can be given again, 64 KiB to 1 GiB. Default 32 MiB.
 * - `history`: false keeps nothing on disk but settings and alerts. Default true.
 * - `historyCap`: most bytes that the history may take on disk, 16 MiB to 1 TiB. Default 1 GiB.
 * - `history1s`, `history10s`, `history1m`, `history15m`: how long values of that resolution are kept, ms; each at least
 *   as long as the one before. Defaults 48 hours, 14 days, 90 days and 2 years.
 * - `notifications`: false tells neither targets nor the desktop what fires. Default true.
 * - `theme`: how the page looks where nobody has chosen otherwise in that browser. Default `auto`.
 * - `startAtLogin`, `closeToTray`: of the desktop app. Defaults false and true.
 * - `updates`, `updateChannel`: whether the desktop app looks for newer versions, and for which. Defaults true and `latest`.
 * - each limit by its name; left out, the default of `limitTable` holds, and some then do not count this machine.
 */
export type Config = v.InferOutput<typeof configSchema>;

/** Name of a setting. */
export type ConfigKey = keyof Config;
