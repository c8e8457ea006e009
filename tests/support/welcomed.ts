import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Makes a data directory one whose owner has read the first words of the desktop app. */
export function markWelcomed(dataDir: string): void {
  const file = join(dataDir, 'window', 'shell.json');
  if (existsSync(file)) return;
  mkdirSync(join(dataDir, 'window'), { recursive: true, mode: 0o700 });
  writeFileSync(file, '{"welcomed":true}\n');
}
