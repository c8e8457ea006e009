import { hostname } from 'node:os';
import { join } from 'node:path';
import { Fault } from '../src-shared/fault.ts';
import type { Access } from './access/access.ts';
import { isAllowedHost, parseHost } from './access/host-rule.ts';
import { isLoopbackHost } from './access/loopback.ts';
import type { IsTrusted } from './access/trusted-proxies.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config/config.ts';
import type { CommandTable } from './control/command.ts';
import { createControlUpgrades, type ControlUpgrades } from './control/upgrade.ts';
import { createApp } from './http/app.ts';
import { createDoor } from './http/door.ts';
import { listen, type Listener } from './http/listen.ts';
import { createPageServer } from './http/page-server.ts';
import type { Route } from './http/route.ts';
import type { SharingDesk } from './http/routes/sharing.ts';
import type { Limits } from './limits/limits.ts';
import type { Log } from './log.ts';
import { keptSwitch } from './settings/kept-switch.ts';
import type { Settings } from './settings/settings.ts';
import { lanAddresses } from './sharing/lan-addresses.ts';
import { createOwnName, localName } from './sharing/own-name.ts';
import { openSharing, type SharingSwitch } from './sharing/sharing-switch.ts';
import { createCertificates } from './tls/certificates.ts';
import type { CheckedPair } from './tls/key-pair.ts';
import { madePair } from './tls/made-pair.ts';
import { ownPair } from './tls/own-pair.ts';
import type { PairSource } from './tls/pair-source.ts';

/** What serving needs of the rest. */
export interface ServingOptions {
  /** What applies at the start. */
  readonly config: Config;
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
  /** Folder of the built page. */
  readonly pageRoot: string;
  readonly access: Access;
  readonly limits: Limits;
  readonly isTrustedProxy: IsTrusted;
  /** Asked once the server has started. */
  readonly commands: () => CommandTable;
}

/** The server's sockets: its own on this machine, and those of the network while it is shared. */
export interface Serving {
  readonly control: ControlUpgrades;
  readonly sharing: SharingDesk & Pick<SharingSwitch, 'followFile'>;
  /** True while this machine's own programs need a session too: others could reach them, or come through them. */
  needsSession(): boolean;
  /**
   * Opens the first listener, which answers for the files of the page; everything else waits there for the start.
   * @returns the address of the dashboard
   * @throws Fault `port_taken` or `start_failed`
   */
  listen(): Promise<string>;
  /** Answers everything from now on, and opens the listeners for the network. */
  start(routes: readonly Route[]): Promise<void>;
  /** Says goodbye to the control channels. */
  quiet(): Promise<void>;
  /** Ends every listener and connection. */
  close(): Promise<void>;
}

/** Joins access, control, http and sharing. */
export async function openServing(options: ServingOptions): Promise<Serving> {
  const { config, settings, clock, log, pageRoot, access, limits, isTrustedProxy, commands } = options;
  const { rules } = access;
  const isKnownHost = (header: string | undefined, localAddress: string | undefined) => {
    const host = parseHost(header);
    return host !== null && isAllowedHost(host, localAddress, config.hostNames);
  };
  const control = createControlUpgrades(commands, rules, clock, log, limits);
  const isLocal = isLoopbackHost(config.host);
  const hasWindow = rules.windowToken !== null;
  // The window reaches its server by loopback, so there the network gets listeners of its own in any case.
  const isExposed = !isLocal && !hasWindow;
  const decided = (key: 'share' | 'tls') => (settings.fixedBy(key) === null ? undefined : config[key]);
  // Whoever brings a certificate wants it shown.
  const tls = decided('tls') ?? (config.tlsCert === undefined ? undefined : true);
  const certificates = createCertificates(pairSource(config, clock), clock, log);
  if (certificates.isOwn) await certificates.ensure();
  let main: Listener | undefined;
  const sharing = await openSharing({
    clock,
    log,
    file: keptSwitch(settings),
    decided: { on: isLocal ? decided('share') : true, tls },
    isExposed,
    addresses: () => lanAddresses(isLocal ? '::' : config.host),
    ownName: createOwnName(clock),
    onFailure: settings.reportFailure,
    prepare: () => certificates.ensure(),
  });

  const door = createDoor(control);
  const page = createPageServer({ root: pageRoot, rules, log });
  const answering = { ...door, page, clock, log, limits, certificates, isTrustedProxy, isKnownHost };

  const needsSession = () => sharing.isOn() || config.trustedProxies.length > 0;

  /** What this machine has open ends where sharing begins, by whatever way. */
  async function watched<Result>(run: () => Promise<Result>): Promise<Result> {
    const neededBefore = needsSession();
    try {
      return await run();
    } finally {
      if (!neededBefore && needsSession()) access.endLoopback();
    }
  }

  return {
    control,
    sharing: {
      status: () => {
        const status = sharing.status();
        const problems = [status.problem, status.tls.on ? certificates.problem() : null];
        return {
          ...status,
          problem: problems.filter((problem) => problem !== null).join(' ') || null,
          tls: {
            ...status.tls,
            ...shownCertificate(status.tls.on ? certificates.current() : null, certificates.isOwn),
          },
          locked: access.pairing.lockState(),
        };
      },
      change: (wanted) => watched(() => sharing.change(wanted)),
      followFile: () => watched(() => sharing.followFile()),
    },
    needsSession,
    async listen() {
      main = await listen(answering, {
        host: isExposed || isLocal ? config.host : '127.0.0.1',
        port: config.port,
        // The window has its own way to prove itself, and would not trust a certificate that nobody signed.
        isSecure: tls === true && !hasWindow,
      });
      return main.url;
    },
    async start(routes) {
      if (main === undefined) throw new Fault('internal', 'The network is served beside the first listener.');
      door.open(createApp({ routes, pageRoot, rules, clock, log }));
      await sharing.start(main.port, (host, port, isSecure) => listen(answering, { host, port, isSecure }));
    },
    quiet: () => control.close(),
    async close() {
      await sharing.close();
      await main?.close();
      certificates.close();
    },
  };
}

/** The owner's own certificate, or one that is made for all that this machine is called. */
function pairSource({ tlsCert, tlsKey, dataDir, hostNames }: Config, clock: Clock): PairSource {
  if (tlsCert !== undefined && tlsKey !== undefined) return ownPair({ cert: tlsCert, key: tlsKey }, clock);
  const hosts = () => [
    ...new Set([hostname().toLowerCase(), localName(), ...hostNames, 'localhost', '127.0.0.1', '::1']),
    ...lanAddresses().map(({ address }) => address),
  ];
  return madePair(join(dataDir, 'tls'), hosts, clock);
}

function shownCertificate(pair: CheckedPair | null, ownKey: boolean) {
  return { fingerprint: pair?.fingerprint ?? null, validUntil: pair?.validUntilMs ?? null, ownKey };
}
