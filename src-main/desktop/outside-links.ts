import { shell } from 'electron';
import { isWebLink } from './web-link.ts';

/** Shows a link in the person's own browser; anything but an ordinary link to a web site is passed over. */
export function openOutside(url: string): void {
  if (isWebLink(url)) void shell.openExternal(url);
}
