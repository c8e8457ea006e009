import { once } from 'node:events';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pairedSchema, pairingSchema } from '../../src-shared/protocol/sharing.ts';
import { alwaysFires } from '../support/alerting-server.ts';
import { askFrom } from '../support/ask-from.ts';
import { ownerOf } from '../support/paired.ts';
import { canMakeHosts, makeSmallNetwork, type Host, type SmallNetwork } from '../support/second-host.ts';
import { serveTo, type Shared } from '../support/serve-to.ts';

const lineSchema = v.looseObject({ audit: v.string(), outcome: v.string(), request: v.nullable(v.string()) });
type AuditLine = v.InferOutput<typeof lineSchema>;

/** The audit lines so far, in order. */
function linesOf(server: Shared): readonly AuditLine[] {
  const texts = server.stderr().split('\n').slice(0, -1);
  return texts.flatMap((text) => {
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), lineSchema), text);
    return parsed.success ? [parsed.output] : [];
  });
}

describe.skipIf(!canMakeHosts)('the log of a shared server', () => {
  let network: SmallNetwork;
  beforeAll(async () => {
    network = await makeSmallNetwork();
  });
  afterAll(() => network.close());

  test('says who changed a rule, a role, a session, pairing and sharing, in order, at its quietest too', async () => {
    const server = await serveTo(network, { args: ['--log-level', 'error'] });
    const lan = `http://${network.server.ipv4}:${String(server.port)}`;
    const { headers: owner } = ownerOf(server);
    const told: AuditLine[] = [];

    /** Posts, and takes the line that it leaves: one, under the id of the answer. */
    async function post(from: Host, path: string, body: object, headers: Readonly<Record<string, string>> = {}) {
      const url = from === network.server ? server.url : lan;
      const answer = await askFrom(from, `${url}/api/v1/${path}`, { body, headers });
      while (linesOf(server).length === told.length) await once(server.child.stderr ?? server.child, 'data');
      const fresh = linesOf(server).slice(told.length);
      expect(fresh.map(({ request }) => request)).toEqual([answer.headers['x-request-id']]);
      told.push(...fresh);
      return answer;
    }
    const here = (path: string, body: object) => post(network.server, path, body, owner);
    const command = (body: object) => here('commands', body);

    await here('sharing', { on: true });
    const { code } = v.parse(pairingSchema, (await here('pairing', { role: 'viewer' })).body);
    const paired = await post(network.second, 'pair', { code, name: 'Tablet', token: true });
    const { sessionId, token = '' } = v.parse(pairedSchema, paired.body);
    await post(network.second, 'pair', { code });
    const guest = { authorization: `Bearer ${token}` };
    await post(network.second, 'commands', { type: 'threshold.set', rule: alwaysFires }, guest);
    await command({ type: 'session.rename', sessionId, name: 'Hall' });
    await command({ type: 'session.role', sessionId, role: 'operator' });
    await post(network.second, 'commands', { type: 'threshold.set', rule: alwaysFires }, guest);
    await post(network.second, 'commands', { type: 'threshold.reset', series: alwaysFires.series }, guest);
    await command({ type: 'session.revoke', sessionId });
    await post(network.second, 'commands', { type: 'threshold.reset', series: alwaysFires.series }, guest);
    await here('sharing', { on: false });

    const byCli = { by: 'cli', role: 'operator', session: null, outcome: 'ok' };
    const byGuest = { by: 'session', session: sessionId };
    const byNobody = { by: 'nobody', role: null, session: null };
    const { series, instance } = alwaysFires;
    expect(told).toMatchObject([
      { audit: 'sharing', ...byCli, detail: { on: true, tls: null } },
      { audit: 'pairing', ...byCli, detail: { role: 'viewer' } },
      {
        audit: 'pair',
        ...byGuest,
        role: 'viewer',
        outcome: 'ok',
        detail: { sessionId, role: 'viewer', kind: 'program' },
      },
      { audit: 'pair', ...byNobody, outcome: 'wrong_code' },
      { audit: 'threshold.set', ...byGuest, role: 'viewer', outcome: 'forbidden', detail: { series } },
      { audit: 'session.rename', ...byCli, detail: { sessionId } },
      { audit: 'session.role', ...byCli, detail: { sessionId, role: 'operator' } },
      { audit: 'threshold.set', ...byGuest, role: 'operator', outcome: 'ok', detail: { series, instance } },
      { audit: 'threshold.reset', ...byGuest, role: 'operator', outcome: 'ok', detail: { series } },
      { audit: 'session.revoke', ...byCli, detail: { sessionId } },
      { audit: 'POST /api/v1/commands', ...byNobody, outcome: 'unauthorized' },
      { audit: 'sharing', ...byCli, detail: { on: false, tls: null } },
    ]);
    for (const secret of [code, token, owner.authorization ?? '', 'Tablet', 'Hall']) {
      expect(server.stderr()).not.toContain(secret.replace('Bearer ', ''));
    }
  });
});
