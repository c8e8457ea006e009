import { createServer } from 'node:http';
import * as v from 'valibot';

/**
 * A program that takes messages on the host where it runs: at the address that it is given it answers each with 307 to the
 * path of the request, decoded, or with 204 where that is `/`. It writes a line with its port, then one for each message.
 */
const portSchema = v.object({ port: v.number() });

const [address] = process.argv.slice(2);
const server = createServer((request, response) => {
  process.stdout.write(`${request.method ?? ''} ${request.url ?? ''}\n`);
  const location = decodeURIComponent((request.url ?? '/').slice(1));
  if (location === '') response.writeHead(204);
  else response.writeHead(307, { Location: location });
  response.end();
}).listen(0, address, () => {
  process.stdout.write(`${String(v.parse(portSchema, server.address()).port)}\n`);
});
