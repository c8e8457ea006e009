const storageKey = 'lanpulse.welcomed';

/** What the page knows of the place where it is shown. */
type Place = Pick<Window, 'location' | 'history' | 'localStorage'> & {
  readonly navigator: Pick<Navigator, 'userAgent'>;
};

/**
 * True where nobody has seen this page yet. The desktop app remembers that itself and says it in the address; a browser
 * remembers it for each server. One that may not remember anything is told nothing, for it would be told each time.
 */
export function isFirstVisit(place: Place): boolean {
  const asked = new URLSearchParams(place.location.search).get('welcome') === 'on';
  if (asked || place.navigator.userAgent.includes(' Electron/')) return asked;
  try {
    if (place.localStorage.getItem(storageKey) !== null) return false;
    // Whether it can be kept is known only when it is tried.
    place.localStorage.setItem(`${storageKey}?`, '');
    place.localStorage.removeItem(`${storageKey}?`);
    return true;
  } catch {
    // The storage is forbidden or full.
    return false;
  }
}

/** Remembers that it was seen; out of the address, where the app sees it, too. False where it could not be kept here. */
export function endFirstVisit({ location, history, localStorage }: Place): boolean {
  const query = new URLSearchParams(location.search);
  if (query.has('welcome')) {
    query.delete('welcome');
    const text = query.toString();
    history.replaceState(history.state, '', `${location.pathname}${text === '' ? '' : `?${text}`}${location.hash}`);
  }
  try {
    localStorage.setItem(storageKey, 'yes');
    return true;
  } catch {
    return false;
  }
}
