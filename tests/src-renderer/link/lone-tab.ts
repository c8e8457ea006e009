import type { LinkParts } from '../../../src-renderer/link/link.ts';
import { createFakeTransport } from './fake-transport.ts';

const nothing = () => undefined;

/** Parts of a link of the only tab of its browser; nothing that it asks for by itself is answered. */
export function loneTab() {
  return {
    random: () => 0,
    self: 'T',
    viewer: { id: 'V' },
    newViewer: () => 'W',
    openChannel: null,
    isVisible: () => true,
    hello: () => Promise.resolve(null),
    pollTable: () => Promise.resolve(null),
    openSocket: () => ({ send: nothing, close: nothing }),
    poll: () => createFakeTransport().open,
  } satisfies Partial<LinkParts>;
}
