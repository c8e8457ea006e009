/** Files of undici that its own types do not tell of. */
declare module 'undici/lib/web/fetch/headers.js' {
  export const Headers: typeof globalThis.Headers;
}

declare module 'undici/lib/web/fetch/request.js' {
  export const Request: typeof globalThis.Request;
}

declare module 'undici/lib/web/fetch/response.js' {
  export const Response: typeof globalThis.Response;
}
