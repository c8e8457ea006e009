import { pairingRequestSchema, type Pairing as Made } from '../../../src-shared/protocol/sharing.ts';
import type { Pairing } from '../../access/pairing.ts';
import { principalOf } from '../caller.ts';
import { parseBody } from '../parse-body.ts';
import { readJsonText } from '../read-body.ts';
import { addToAudit, type Route } from '../route.ts';

/**
 * `POST /api/v1/pairing {role}`: a new code for one device.
 * @param addresses where the dashboard can be reached from the network, the likeliest first
 */
export function createPairing(pairing: Pick<Pairing, 'make'>, addresses: () => readonly string[]): Route {
  return {
    method: 'POST',
    path: '/api/v1/pairing',
    demand: 'operator',
    audited: 'pairing',
    handle: async (context) => {
      const { role } = parseBody(pairingRequestSchema, await readJsonText(context));
      addToAudit(context, { detail: { role } });
      const made = pairing.make(role, principalOf(context).owner);
      const answer: Made = { ...made, urls: addresses().map((url) => pairingUrl(url, made.code)) };
      return context.json(answer, 200, { 'Cache-Control': 'no-store' });
    },
  };
}

/** The code is in the fragment, which browsers send to nobody. */
function pairingUrl(address: string, code: string): string {
  const url = new URL(address);
  url.hash = `pair=${code}`;
  return url.href;
}
