import { Headers } from 'undici/lib/web/fetch/headers.js';
import { Request } from 'undici/lib/web/fetch/request.js';
import { Response } from 'undici/lib/web/fetch/response.js';

/**
 * The router and better-sse speak in the web's `Request`, `Response` and `Headers`. Node has them as well, but to name one of them
 * loads the whole HTTP client that Node brings, compiler of WebAssembly included. These are of the same library, undici, without
 * the rest. To be imported before whoever names them as it loads; headless only, for in the app what Electron's `session.fetch`
 * was to send by POST did not arrive with them.
 */
for (const [name, value] of Object.entries({ Headers, Request, Response })) {
  Object.defineProperty(globalThis, name, { value, writable: true, enumerable: false, configurable: true });
}
