/**
 * Why an address is none to get updates from, as the rest of a sentence; `null` where it is good. What comes from there is
 * run, and on Linux its hash is all that is checked: without encryption anybody on the way could put in their own.
 */
export function feedUrlIssue(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url?.protocol !== 'https:') return 'must be an address that begins with https://, a folder on a web server.';
  return url.search === '' && url.hash === '' ? null : 'must be a folder, without ? or #.';
}
