const storageKey = 'lanpulse-read-news';
/** More than this many are older than anything a server still tells. */
const most = 32;

/** Names of the news that were dismissed on this device. */
export function readNewsIds(): readonly string[] {
  try {
    return (localStorage.getItem(storageKey) ?? '').split(' ').filter((id) => id !== '');
  } catch {
    // Storage can be forbidden; then they are told again after a reload.
    return [];
  }
}

/** Remembers them, the newest last. False where the page is denied its storage. */
export function keepNewsIds(ids: readonly string[]): boolean {
  try {
    localStorage.setItem(storageKey, ids.slice(-most).join(' '));
    return true;
  } catch {
    return false;
  }
}
