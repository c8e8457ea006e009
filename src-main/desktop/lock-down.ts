import { app, type Event, type Session, type WebContents } from 'electron';
import { bareHost } from '../bare-host.ts';
import { fingerprintOf } from '../tls/trust-only.ts';
import { openOutside } from './outside-links.ts';

/** What Chromium is told of a certificate: that it is good, that it is not, or to judge by itself. */
const verdicts = { good: 0, bad: -2, ask: -3 } as const;

/**
 * Lets the window be nothing but the dashboard: no permission, no other page, no new window, no embedded page, nothing that
 * asks other servers, no certificate that the system does not trust, but the server's own.
 * @param pageUrl address of the dashboard; its origin is the only one that may be shown
 * @param fingerprint SHA-256 of the one certificate that the server there may show, as it is now; `null` where there is none
 */
export function lockDown(session: Session, pageUrl: string, fingerprint: () => string | null): void {
  const { protocol, hostname: shown } = new URL(pageUrl);
  session.setCertificateVerifyProc(({ hostname, certificate }, decide) => {
    // Nobody has signed the server's own, so it is known by itself; there no other one is good either, whoever signed it.
    if (protocol !== 'https:' || bareHost(hostname) !== bareHost(shown)) decide(verdicts.ask);
    else decide(fingerprintOf(certificate.data) === fingerprint() ? verdicts.good : verdicts.bad);
  });
  // For its dictionaries Chromium would ask a server of its maker's.
  session.setSpellCheckerEnabled(false);
  session.setSpellCheckerLanguages([]);
  session.setPermissionRequestHandler((_contents, _permission, decide) => {
    decide(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, trust) => {
    event.preventDefault();
    trust(false);
  });
  app.on('web-contents-created', (_event, contents) => {
    confine(contents, new URL(pageUrl).origin);
  });
}

function confine(contents: WebContents, origin: string): void {
  const denyAway = (event: Event<{ url: string }>): void => {
    if (!URL.canParse(event.url) || new URL(event.url).origin !== origin) event.preventDefault();
  };
  contents.on('will-navigate', denyAway);
  contents.on('will-frame-navigate', denyAway);
  contents.on('will-redirect', denyAway);
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
  contents.setWindowOpenHandler(({ url }) => {
    openOutside(url);
    return { action: 'deny' };
  });
}
