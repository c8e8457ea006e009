/**
 * A viewer id is a secret with at least 128 random bits, written in base64url: 22 to 64 characters. Whoever knows it
 * can change that viewer's filter, so other viewers see a presence id instead.
 */
export function isViewerId(text: string): boolean {
  return /^[A-Za-z0-9_-]{22,64}$/u.test(text);
}
