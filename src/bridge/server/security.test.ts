import { request } from 'node:https';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ask, raw, startServer, untilEnd, type TestServer } from './testing/client';

let server: TestServer;
beforeAll(async () => {
  server = await startServer();
});
afterAll(() => server.close());

/** Status, reason, and how much of it has reached the cluster. */
async function refusal(change: Parameters<typeof ask>[1]): Promise<readonly unknown[]> {
  const before = server.taken.length;
  const { status, json } = await ask(server, change);
  const { kind, apiVersion, code, reason } = json();
  expect({ kind, apiVersion, code }).toEqual({ kind: 'Status', apiVersion: 'v1', code: status });
  return [status, reason, server.taken.length - before];
}

const UNAUTHORIZED = [401, 'Unauthorized', 0];
const FORBIDDEN = [403, 'Forbidden', 0];

describe('the token', () => {
  test('opens the door, and goes no further', async () => {
    expect((await ask(server)).status).toBe(200);
    expect(server.taken.at(-1)?.headers).not.toHaveProperty('authorization');
  });

  test.each([
    ['none', null, {}],
    ['a wrong one', 'wrong', {}],
    ['one of another scheme', null, { authorization: 'Basic dTpw' }],
  ])('%s: Unauthorized in the words of the API server', async (_name, token, headers) => {
    expect(await refusal({ token, headers })).toEqual(UNAUTHORIZED);
    expect((await ask(server, { token, headers })).json()['message']).toBe('Unauthorized');
  });

  test('half of it is none', async () => {
    expect(await refusal({ token: server.credentials.token.slice(0, 20) })).toEqual(UNAUTHORIZED);
  });

  test('does not count in the address', async () => {
    const target = `/version?token=${server.credentials.token}&access_token=${server.credentials.token}`;
    expect(await refusal({ token: null, target })).toEqual(UNAUTHORIZED);
  });
});

describe('a name that leads here (DNS rebinding)', () => {
  test.each(['evil.example:443', 'evil.example', '127.0.0.1', '127.0.0.1:1', '127.0.0.1.evil.example'])(
    'Host %s is refused, also with the right token',
    async (host) => {
      expect(await refusal({ headers: { host } })).toEqual(FORBIDDEN);
    },
  );

  test.each(['127.0.0.1', 'localhost', '[::1]', 'LOCALHOST'])('%s with our port is ours', async (name) => {
    expect((await ask(server, { headers: { host: `${name}:${server.port}` } })).status).toBe(200);
  });

  test('a second Host header, or another host in the request line, is refused', async () => {
    const { token } = server.credentials;
    const lines = (line: string, hosts: string[]) => [
      line,
      ...hosts.map((host) => `Host: ${host}`),
      `Authorization: Bearer ${token}`,
      'Connection: close',
      '',
      '',
    ];
    const own = `127.0.0.1:${server.port}`;
    for (const text of [
      lines('GET /version HTTP/1.1', [own, 'evil.example']),
      lines('GET https://evil.example/version HTTP/1.1', [own]),
      lines('OPTIONS * HTTP/1.1', [own]),
    ]) {
      const socket = await raw(server);
      socket.write(text.join('\r\n'));
      expect(await untilEnd(socket)).toMatch(/^HTTP\/1.1 400 /);
    }
  });
});

describe('a page of another site', () => {
  test.each([
    'https://evil.example',
    'http://localhost:5173',
    'null',
    'https://127.0.0.1',
    'https://127.0.0.1:1',
  ])('Origin %s is refused, also with the right token', async (origin) => {
    expect(await refusal({ headers: { origin } })).toEqual(FORBIDDEN);
    expect(await refusal({ method: 'POST', headers: { origin }, body: '{}' })).toEqual(FORBIDDEN);
  });

  test('is refused when the browser says so without an origin', async () => {
    expect(await refusal({ headers: { 'sec-fetch-site': 'cross-site' } })).toEqual(FORBIDDEN);
  });

  test('gets no leave to ask or to read', async () => {
    const asking = { origin: 'https://evil.example', 'access-control-request-method': 'PUT' };
    const preflight = await ask(server, { method: 'OPTIONS', token: null, headers: asking });
    expect(preflight.status).toBe(403);
    const answered = await ask(server, { headers: { origin: `https://127.0.0.1:${server.port}` } });
    expect(answered.status).toBe(200);
    for (const { headers } of [preflight, answered])
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
  });
});

describe('an upgrade', () => {
  const upgrade = (headers: Record<string, string>) =>
    new Promise<number>((resolve, reject) => {
      const sent = request({
        host: '127.0.0.1',
        port: server.port,
        ca: server.credentials.caCertificate,
        servername: 'localhost',
        path: '/api/v1/namespaces/default/pods/web/exec?command=id',
        headers: {
          connection: 'Upgrade',
          upgrade: 'websocket',
          'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
          'sec-websocket-version': '13',
          'sec-websocket-protocol': 'v5.channel.k8s.io',
          ...headers,
        },
        agent: false,
      });
      sent.on('upgrade', (response, socket) => {
        socket.destroy();
        resolve(response.statusCode ?? 0);
      });
      sent.on('response', (response) => resolve(response.statusCode ?? 0));
      sent.on('error', reject);
      sent.end();
    });

  test('is let in by the same rules', async () => {
    const authorization = `Bearer ${server.credentials.token}`;
    const before = server.taken.length;
    expect(await upgrade({})).toBe(401);
    expect(await upgrade({ authorization, origin: 'https://evil.example' })).toBe(403);
    expect(await upgrade({ authorization, host: 'evil.example' })).toBe(403);
    // A token in the protocols, as browsers would have to send it, is none either.
    const inProtocol = `base64url.bearer.authorization.k8s.io.${Buffer.from(server.credentials.token).toString('base64url')}`;
    expect(await upgrade({ 'sec-websocket-protocol': `${inProtocol}, v5.channel.k8s.io` })).toBe(401);
    expect(server.taken.length).toBe(before);
  });
});

test('headers that only our own programs may send are left out', async () => {
  await ask(server, {
    headers: { 'orrery-label': 'sudo rm -rf /', 'orrery-batch': 'x', 'kubectl-command': 'kubectl get' },
  });
  const { headers = {} } = server.taken.at(-1) ?? {};
  expect(headers).toMatchObject({ 'kubectl-command': 'kubectl get' });
  expect(Object.keys(headers).filter((name) => name.startsWith('orrery-'))).toEqual([]);
});
