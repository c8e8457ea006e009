import type { NotifyTarget, ShownTarget } from '../../../src-shared/protocol/notify.ts';

/** Characters of a path that are told, and the length from which on they give nothing away. */
const tailLength = 4;
const longEnough = 20;

/** A target without its secret: of the address the host stays, and the end of a path that is long. */
export function shownTarget({ url, ...target }: NotifyTarget): ShownTarget {
  return { ...target, address: shownAddress(url) };
}

function shownAddress(url: string): string {
  if (!URL.canParse(url)) return 'no address';
  const { host, pathname, search } = new URL(url);
  const rest = `${pathname}${search}`.slice(1);
  if (rest === '') return host;
  return rest.length < longEnough ? `${host}/…` : `${host}/…${rest.slice(-tailLength)}`;
}
