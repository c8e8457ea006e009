import { pairedSchema, type Paired } from '../../src-shared/protocol/sharing.ts';
import { postJson } from '../link/post-json.ts';

/**
 * Uses a code up and becomes a paired device. Rejects with the Fault of the server.
 * @param onWait told where the server wants to hear nothing for so long, ms
 */
export async function pair(code: string, name: string, onWait: (ms: number) => void): Promise<Paired> {
  return await postJson('pair', { code, ...(name === '' ? {} : { name }) }, pairedSchema, async (url, init) => {
    // Whoever pairs has no session yet; a refusal is no news about one.
    const response = await fetch(url, init);
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN);
    if (seconds > 0) onWait(seconds * 1_000);
    return response;
  });
}
