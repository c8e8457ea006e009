import type { Plugin } from 'vite';

/** How the bundler asks for the module whose names others look up when they need them. */
const asked = /^let (?<name>\w+) = require\("node:http2"\);$/gmu;

/**
 * Loads HTTP/2 with the first server that speaks it. The router and better-sse name its classes to ask what a request is,
 * and would load it at every start, which takes a hundredth of the window's; until it is there, nothing is one of its requests.
 */
export const lateHttp2: Plugin = {
  name: 'late-http2',
  generateBundle(_options, files) {
    let found = 0;
    for (const file of Object.values(files)) {
      if (file.type !== 'chunk') continue;
      file.code = file.code.replaceAll(asked, (_all, name: string) => {
        found += 1;
        return `let ${name} = ${late};`;
      });
    }
    // Two of them would not know each other's requests; none means that the bundler writes it in other words by now.
    if (found !== 1) this.error(`HTTP/2 is asked for in ${String(found)} places of the bundle in place of one.`);
  },
};

/** In the place of the module: on one line, so that all others keep their numbers. */
export const late = [
  '((load) => { let all = null; const get = () => (all ??= load());',
  'const kind = (name) => ({ [Symbol.hasInstance]: (one) => all !== null && one instanceof all[name] });',
  'return { get constants() { return get().constants; }, createServer: (...given) => get().createServer(...given),',
  'Http2ServerRequest: kind("Http2ServerRequest"), Http2ServerResponse: kind("Http2ServerResponse") }; })',
  '(() => require("node:http2"))',
].join(' ');
