/**
 * The door of a fresh cluster on plain HTTP, for trying a real kubectl against it:
 * node scripts/run-ts.mjs scripts/dev-door.ts [--port 8001] [--bare]
 */
import { createServer } from 'node:http';
import { DEFAULT_CLUSTER, KUBEADM_CLUSTER } from '../src/engine/cluster';
import { openHeadless } from '../src/engine/door/headless';
import type { Headers } from '../src/engine/api/http';

const args = process.argv.slice(2);
const at = args.indexOf('--port');
const port = at < 0 ? 8001 : Number(args[at + 1]);
const cluster = args.includes('--bare') ? DEFAULT_CLUSTER : KUBEADM_CLUSTER;
const WARM_UP_MS = 60_000;
const started = Date.now();
const headless = openHeadless({ config: { seed: 1, epochMs: started - WARM_UP_MS, clusters: [cluster] } });
headless.advance(WARM_UP_MS);

function catchUp(): void {
  const now = WARM_UP_MS + Date.now() - started;
  if (now > headless.now) headless.advance(now - headless.now);
}
setInterval(catchUp, 5);

function plainHeaders(headers: NodeJS.Dict<string | string[]>): Headers {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
}

createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    catchUp();
    const headers = plainHeaders(request.headers);
    const bytes = Buffer.concat(chunks);
    const type = headers['content-type'] ?? '';
    const body = type.includes('protobuf') ? new Uint8Array(bytes) : bytes.toString('utf8');
    const { method = 'GET', url = '/' } = request;
    const exchange = headless.door.open(
      { method, target: url, headers, body },
      {
        head(status, answered) {
          if (args.includes('--log')) console.log(`${method} ${url} -> ${status}`);
          if (status === 0) request.socket.destroy();
          else response.writeHead(status, answered);
          response.flushHeaders();
        },
        data: (chunk) => response.write(chunk),
        end: () => response.end(),
      },
    );
    response.on('close', () => exchange.close());
  });
}).listen(port, '127.0.0.1', () => console.log(`http://127.0.0.1:${port}`));
