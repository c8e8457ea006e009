/**
 * Loads the page again where a part of it did not come: a network that changes while a page loads, as when a laptop wakes,
 * ends its requests, and nothing of the page itself is there then to notice. Runs before everything else, as a script of its
 * own that needs nothing.
 */

/** The first time it is tried again after this, ms; where that did not help, more rarely. */
const againMs = { first: 1_000, later: 10_000 };

function isPart(target: EventTarget | null): boolean {
  return target instanceof HTMLScriptElement || (target instanceof HTMLLinkElement && target.rel === 'stylesheet');
}

function loadLater(): void {
  const [navigation] = performance.getEntriesByType('navigation');
  const isAgain = navigation instanceof PerformanceNavigationTiming && navigation.type === 'reload';
  setTimeout(() => void loadAgain(), isAgain ? againMs.later : againMs.first);
}

/** Only once the server answers: a page that says it waits is better than the browser's own about an error. */
async function loadAgain(): Promise<void> {
  const answers = await fetch(location.href, { method: 'HEAD' }).then(
    ({ ok }) => ok,
    () => false,
  );
  if (answers) location.reload();
  else setTimeout(() => void loadAgain(), againMs.later);
}

let isWaiting = false;

function begin(): void {
  if (isWaiting) return;
  isWaiting = true;
  const words = document.createElement('p');
  words.setAttribute('role', 'status');
  words.textContent = 'A part of this page did not come. It is loaded again in a moment …';
  document.querySelector('#app')?.before(words);
  loadLater();
}

addEventListener(
  'error',
  ({ target }) => {
    if (document.readyState !== 'complete' && isPart(target)) begin();
  },
  true,
);

/** How browsers, and Vite for styles, say that something did not come. What came and fails while it runs would do so again. */
const notCome = /dynamically imported module|importing a module|preload CSS/iu;

// So Vite tells of a part that the page has asked for by itself. Once there is something of the page, that says so where it does
// not come.
addEventListener('vite:preloadError', ({ payload }) => {
  if (document.querySelector('#app')?.childElementCount === 0 && notCome.test(payload.message)) begin();
});
