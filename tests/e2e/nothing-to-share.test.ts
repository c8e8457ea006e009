import { expect, test } from 'vitest';
import { axeFindings } from '../support/axe.ts';
import { lacksBrowser } from '../support/browser.ts';
import { canMakeHosts } from '../support/second-host.ts';
import { makeLan, openShare } from '../support/shared-server.ts';

test.skipIf(lacksBrowser() || !canMakeHosts)('a viewer is told why there is nothing to share', async () => {
  const lan = await makeLan();
  try {
    const server = await lan.serve({ env: { LANPULSE_LOOPBACK_ROLE: 'viewer' } });
    const page = await lan.openHere(server);
    const dialog = await openShare(page);
    await dialog.getByText('Only operators share.').waitFor();
    expect(await dialog.getByRole('switch').count()).toBe(0);
    expect(await axeFindings(page)).toEqual([]);
  } finally {
    await lan.close();
  }
});
