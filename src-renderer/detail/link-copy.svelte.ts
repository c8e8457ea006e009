import { copyText } from './copy-text.ts';

/** How long it is said that the link was copied, ms. */
const saidMs = 2_500;

/** Hands on the page's address. Reactive. */
export interface LinkCopy {
  /** What became of the last try; `null` once that need not be said any more. */
  readonly said: 'copied' | 'refused' | null;
  readonly address: string;
  readonly copy: () => Promise<void>;
  /** It need not be said any more. */
  readonly close: () => void;
}

/** @param link the address to hand on */
export function createLinkCopy(link: () => string): LinkCopy {
  let said = $state<'copied' | 'refused' | null>(null);
  let address = $state('');
  let timer: ReturnType<typeof setTimeout> | undefined;
  const close = () => {
    clearTimeout(timer);
    said = null;
  };
  return {
    get said() {
      return said;
    },
    get address() {
      return address;
    },
    async copy() {
      close();
      address = link();
      said = (await copyText(address)) ? 'copied' : 'refused';
      // A refused address stays, to be copied by hand.
      if (said === 'copied') timer = setTimeout(close, saidMs);
    },
    close,
  };
}
