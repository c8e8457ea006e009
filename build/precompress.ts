import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { inProject } from './project.ts';

/** Below this a compressed copy saves no packet. */
const smallestBytes = 1_024;

/** Writes a `.br` and a `.gz` beside each text file of the built page, so that the server never compresses itself. */
export function precompressPage(): void {
  const root = inProject('out', 'renderer');
  for (const name of readdirSync(root, { recursive: true, encoding: 'utf8' })) {
    const path = `${root}/${name}`;
    if (!/\.(?:html|js|css|svg|json)$/u.test(name) || statSync(path).size < smallestBytes) continue;
    const bytes = readFileSync(path);
    writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
    writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
  }
}
