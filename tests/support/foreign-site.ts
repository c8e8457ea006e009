import { createServer } from 'node:http';
import { onTestFinished } from 'vitest';

/** Another site on this machine; remembers what it was asked. */
export async function startForeignSite() {
  const requests: { url: string; authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    requests.push({ url: request.url ?? '', authorization: request.headers.authorization });
    response.end('<title>foreign</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The foreign site has no port.');
  return { url: `http://127.0.0.1:${String(address.port)}/`, port: String(address.port), requests };
}
