import { app, shell, type Event, type Session, type WebContents } from 'electron';

/**
 * Lets the window be nothing but the dashboard: no permission, no other page, no new window, no embedded page, no
 * certificate that the system does not trust.
 * @param pageUrl address of the dashboard; its origin is the only one that may be shown
 */
export function lockDown(session: Session, pageUrl: string): void {
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
    if (isWebAddress(url)) void shell.openExternal(url);
    return { action: 'deny' };
  });
}

/** Only web addresses go to the person's browser: other schemes can start programs. */
function isWebAddress(url: string): boolean {
  return URL.canParse(url) && ['http:', 'https:'].includes(new URL(url).protocol);
}
