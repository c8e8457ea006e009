import * as v from 'valibot';
import { alertsSchema, type Alerts } from '../../src-shared/protocol/alerts.ts';
import { sessionFetch } from './session-fetch.ts';

/** Asks for states and log; `null` where no usable answer comes. Relative to the page, which a proxy may have moved. */
export async function fetchAlerts(): Promise<Alerts | null> {
  try {
    const response = await sessionFetch(new URL('api/v1/alerts', document.baseURI).href, { cache: 'no-store' });
    if (!response.ok) return null;
    const parsed = v.safeParse(alertsSchema, await response.json());
    return parsed.success ? parsed.output : null;
  } catch {
    // No network, or cut off half-way: the next connection asks again.
    return null;
  }
}
