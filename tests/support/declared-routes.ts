import { readdirSync, readFileSync } from 'node:fs';
import { inProject } from '../../build/project.ts';

/** A route as its file declares it. */
export interface DeclaredRoute {
  readonly method: string;
  readonly path: string;
  readonly demand: string;
  readonly file: string;
}

/** Every route that the source declares: whoever adds one adds it to the tests that walk through them. */
export const declaredRoutes: readonly DeclaredRoute[] = readdirSync(inProject('src-main', 'http', 'routes')).flatMap(
  (file) => {
    const source = readFileSync(inProject('src-main', 'http', 'routes', file), 'utf8');
    const declared = /method: '(GET|POST)',\s+path: '([^']+)',\s+demand: '(\w+)'/gu;
    return [...source.matchAll(declared)].map(([, method = '', path = '', demand = '']) => ({
      method,
      path,
      demand,
      file,
    }));
  },
);
