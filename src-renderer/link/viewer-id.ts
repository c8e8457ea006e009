/** 192 bits; the protocol asks for 128 at the least. */
const randomBytes = 24;

/**
 * A new secret id for this page, in base64url. It is held in memory only: whoever knows it can change this page's
 * filter, and a page that is loaded anew is a new viewer.
 * @param fill fills the bytes with randomness fit for secrets
 */
export function newViewerId(
  fill: (bytes: Uint8Array<ArrayBuffer>) => unknown = (bytes) => crypto.getRandomValues(bytes),
): string {
  const bytes = new Uint8Array(randomBytes);
  fill(bytes);
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}
