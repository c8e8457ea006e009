import type { Plugin } from 'vite';

/** What follows the first script of the page, and how the build is told of it. */
export interface PageScript {
  readonly plugin: Plugin;
  /** Whether a module belongs to it, or to what it imports; known when all modules are. */
  readonly holds: (id: string) => boolean;
}

/**
 * Has the browser fetch a part of the page from the beginning that the first script imports only later: in a script of its own,
 * which is read while the first one runs and waits for what it has asked. A hint to the browser does it; that the script does
 * not come is told where it is imported, and that its styles do not by their own tag.
 * @param entry how the path of its first module ends
 * @param chunk what the build calls it
 */
export function pageScript(entry: string, chunk: string): PageScript {
  const ids = new Set<string>();
  return {
    holds: (id) => ids.has(id),
    plugin: {
      name: 'page-script',
      apply: 'build',
      buildStart() {
        ids.clear();
      },
      buildEnd() {
        const waiting = [...this.getModuleIds()].filter((id) => id.endsWith(entry));
        for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
          if (ids.has(id)) continue;
          ids.add(id);
          waiting.push(...(this.getModuleInfo(id)?.importedIds ?? []));
        }
      },
      transformIndexHtml: {
        order: 'post',
        handler(_html, { bundle }) {
          const made = Object.values(bundle ?? {}).find((file) => file.type === 'chunk' && file.name === chunk);
          if (made?.type !== 'chunk') throw new Error(`The build has made no script called "${chunk}".`);
          const styles = [...(made.viteMetadata?.importedCss ?? [])];
          return [
            {
              tag: 'link',
              attrs: { rel: 'modulepreload', crossorigin: true, href: `./${made.fileName}` },
              injectTo: 'head',
            },
            ...styles.map((href) => ({
              tag: 'link',
              attrs: { rel: 'stylesheet', crossorigin: true, href: `./${href}` },
              injectTo: 'head' as const,
            })),
          ];
        },
      },
    },
  };
}
