import type { LimitName } from '../../src-shared/protocol/server-limits.ts';
import type { ConfigKey } from './config.ts';
import { limitFlag, limitVariable } from './limit-names.ts';

/** The option and the variable of each setting, so that an error names what the person wrote; some have no option. */
export const settingNames: Record<ConfigKey, { readonly flag: string | null; readonly env: string }> = {
  port: { flag: '--port', env: 'LANPULSE_PORT' },
  host: { flag: '--host', env: 'LANPULSE_HOST' },
  hostNames: { flag: '--host-name', env: 'LANPULSE_HOST_NAME' },
  share: { flag: '--share', env: 'LANPULSE_SHARE' },
  tls: { flag: '--tls', env: 'LANPULSE_TLS' },
  tlsCert: { flag: '--tls-cert', env: 'LANPULSE_TLS_CERT' },
  tlsKey: { flag: '--tls-key', env: 'LANPULSE_TLS_KEY' },
  trustedProxies: { flag: '--trusted-proxy', env: 'LANPULSE_TRUSTED_PROXY' },
  dataDir: { flag: '--data-dir', env: 'LANPULSE_DATA_DIR' },
  interval: { flag: '--interval', env: 'LANPULSE_INTERVAL' },
  loopbackRole: { flag: null, env: 'LANPULSE_LOOPBACK_ROLE' },
  logLevel: { flag: '--log-level', env: 'LANPULSE_LOG_LEVEL' },
  commands: { flag: '--commands', env: 'LANPULSE_COMMANDS' },
  viewerFocus: { flag: null, env: 'LANPULSE_VIEWER_FOCUS' },
  replayCap: { flag: '--replay-cap', env: 'LANPULSE_REPLAY_CAP' },
  history: { flag: '--history', env: 'LANPULSE_HISTORY' },
  historyCap: { flag: '--history-cap', env: 'LANPULSE_HISTORY_CAP' },
  history1s: { flag: '--history-1s', env: 'LANPULSE_HISTORY_1S' },
  history10s: { flag: '--history-10s', env: 'LANPULSE_HISTORY_10S' },
  history1m: { flag: '--history-1m', env: 'LANPULSE_HISTORY_1M' },
  history15m: { flag: '--history-15m', env: 'LANPULSE_HISTORY_15M' },
  notifications: { flag: '--notifications', env: 'LANPULSE_NOTIFICATIONS' },
  theme: { flag: null, env: 'LANPULSE_THEME' },
  startAtLogin: { flag: null, env: 'LANPULSE_START_AT_LOGIN' },
  closeToTray: { flag: null, env: 'LANPULSE_CLOSE_TO_TRAY' },
  updates: { flag: null, env: 'LANPULSE_UPDATES' },
  updateChannel: { flag: null, env: 'LANPULSE_UPDATE_CHANNEL' },
  maxConnections: limitSource('maxConnections'),
  maxConnectionsPerAddress: limitSource('maxConnectionsPerAddress'),
  maxStreamsPerSession: limitSource('maxStreamsPerSession'),
  maxRequestsPerSecond: limitSource('maxRequestsPerSecond'),
  maxMessageSize: limitSource('maxMessageSize'),
  headTimeout: limitSource('headTimeout'),
  requestTimeout: limitSource('requestTimeout'),
  idleTimeout: limitSource('idleTimeout'),
  pollHold: limitSource('pollHold'),
  pairingTries: limitSource('pairingTries'),
};

function limitSource(name: LimitName) {
  return { flag: limitFlag(name), env: limitVariable(name) };
}
