import type { Plugin } from 'vite';

/**
 * Puts a script before everything else in the built page, as one that waits for nothing and imports nothing.
 * @param fileName where the build puts it, beside the page
 */
export function firstScript(fileName: string): Plugin {
  return {
    name: 'first-script',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: () => [{ tag: 'script', attrs: { src: `./${fileName}` }, injectTo: 'head-prepend' }],
    },
  };
}
