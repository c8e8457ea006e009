import { accepts } from 'hono/accepts';
import type { Exposition, ExpositionFormat } from '../../open-metrics/exposition.ts';
import type { Route } from '../route.ts';

const plain = 'text/plain';
const openMetrics = 'application/openmetrics-text';

/** `GET /metrics`: every figure for Prometheus and its like, as OpenMetrics for those that ask for it. */
export function createOpenMetricsRoute(read: (format: ExpositionFormat) => Promise<Exposition>): Route {
  return {
    method: 'GET',
    path: '/metrics',
    demand: 'viewer',
    compressed: true,
    handle: async (context) => {
      const wanted = accepts(context, { header: 'Accept', supports: [plain, openMetrics], default: plain });
      const { contentType, bytes } = await read(wanted === openMetrics ? openMetrics : plain);
      return context.body(bytes, 200, {
        'Content-Type': contentType,
        'Content-Length': String(bytes.length),
        'Cache-Control': 'no-store',
        Vary: 'Accept',
      });
    },
  };
}
