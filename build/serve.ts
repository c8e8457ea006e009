import { buildIfStale } from './build.ts';
import { serveHeadless } from './serve-headless.ts';

/** `npm run serve -- [options]`: the server without a desktop. */
await buildIfStale();
await serveHeadless(process.argv.slice(2));
