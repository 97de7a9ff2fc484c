import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket as NodeSocket } from 'ws';
import type { HttpRequest, OpenExchange, ResponseSink } from '../../engine/api/http';
import { TabLink } from '../tab/link';
import { SECRET_PATH, TAB_PATH, type BridgeStatus } from '../tab/messages';
import { ask, raw, type Ask, type TestServer } from './testing/client';
import { bridge } from './vite-plugin';

type Next = () => void;
type Middleware = (request: IncomingMessage, response: ServerResponse, next: Next) => void;

let folder: string;
let page: Server;
let origin: string;
const links: TabLink[] = [];

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'orrery-'));
  const chain: Middleware[] = [];
  page = createServer((request, response) => {
    const [first] = chain;
    const missing = () => {
      response.statusCode = 404;
      response.end();
    };
    if (first === undefined) missing();
    else first(request, response, missing);
  });
  const server = { httpServer: page, middlewares: { use: (each: Middleware) => chain.push(each) } };
  const plugin = bridge({ port: 0, begins: 'start', kubeconfig: path.join(folder, 'kubeconfig') });
  plugin.configurePreviewServer?.(server);
  page.listen(0, 'localhost');
  await once(page, 'listening');
  origin = `http://localhost:${(page.address() as AddressInfo).port}`;
});

afterEach(() => {
  for (const link of links.splice(0)) link.disconnect();
  page.close();
  page.closeAllConnections();
  rmSync(folder, { recursive: true, force: true });
});

/** What kubectl would read from the kubeconfig. */
async function api(): Promise<TestServer> {
  const file = path.join(folder, 'kubeconfig');
  await expect.poll(() => statSync(file, { throwIfNoEntry: false })?.isFile()).toBe(true);
  const text = readFileSync(file, 'utf8');
  const of = (pattern: RegExp) => pattern.exec(text)?.[1] ?? '';
  const caCertificate = Buffer.from(of(/certificate-authority-data: (.*)/), 'base64').toString();
  const credentials = { caCertificate, token: of(/token: (.*)/), certificate: '', privateKey: '' };
  return { port: Number(of(/server: https:\/\/127.0.0.1:(\d+)/)), credentials } as TestServer;
}

type Open = (request: HttpRequest, sink: ResponseSink) => Partial<OpenExchange> | undefined;

interface Tab {
  readonly link: TabLink;
  readonly seen: BridgeStatus[];
  readonly asked: HttpRequest[];
  closed: number;
}

function answerWith(text: string): Open {
  return (_request, sink) => {
    sink.head(200, { 'content-type': 'application/json' });
    sink.data(text);
    sink.end();
    return undefined;
  };
}

function openTab(open: Open = answerWith('{"tab":1}')): Tab {
  const seen: BridgeStatus[] = [];
  const asked: HttpRequest[] = [];
  const platform = {
    origin,
    fetch: (url: string, options: { readonly method: 'POST' }) =>
      fetch(url, { ...options, headers: { origin } }),
    connect: (url: string) => new NodeSocket(url, { origin }) as unknown as WebSocket,
  };
  const host = {
    open(request: HttpRequest, sink: ResponseSink): OpenExchange {
      asked.push(request);
      const exchange = open(request, sink);
      return {
        input: (bytes) => exchange?.input?.(bytes),
        close: () => {
          tab.closed++;
          exchange?.close?.();
        },
      };
    },
    failed: () => undefined,
  };
  const link = new TabLink(host, platform, (status) => seen.push(status));
  links.push(link);
  const tab: Tab = { link, seen, asked, closed: 0 };
  return tab;
}

async function connected(tab: Tab, takeOver = false): Promise<void> {
  tab.link.connect(takeOver);
  await expect.poll(() => tab.link.current().state).toBe('connected');
}

async function got(change: Ask = {}) {
  return ask(await api(), change);
}

describe('without a tab', () => {
  test('every request gets 503 at once, as a Status', async () => {
    const { status, json, headers } = await got({ target: '/api/v1/pods' });
    expect(status).toBe(503);
    // Clients of Go would try again and again.
    expect(headers).not.toHaveProperty('retry-after');
    expect(json()).toMatchObject({ kind: 'Status', reason: 'ServiceUnavailable', code: 503 });
  });
});

describe('one tab', () => {
  test('answers what comes from outside', async () => {
    const tab = openTab();
    await connected(tab);
    const answer = await got({ method: 'POST', target: '/api/v1/pods?x=%C3%B6', body: 'kind: Pöd' });
    expect([answer.status, answer.body.toString()]).toEqual([200, '{"tab":1}']);
    expect(tab.asked).toMatchObject([{ method: 'POST', body: 'kind: Pöd' }]);
    expect(tab.asked[0]?.headers).not.toHaveProperty('authorization');
  });

  test('bytes stay bytes', async () => {
    const bytes = Buffer.from([0x6b, 0x38, 0x73, 0, 255]);
    const tab = openTab(({ body }, sink) => {
      sink.head(200, {});
      sink.data(body);
      sink.end();
      return undefined;
    });
    await connected(tab);
    const type = 'application/vnd.kubernetes.protobuf';
    const answer = await got({ method: 'POST', headers: { 'content-type': type }, body: bytes });
    expect([...answer.body]).toEqual([...bytes]);
  });

  test('an answer larger than all windows arrives whole', async () => {
    const big = 'x'.repeat(20 * 1024 * 1024);
    await connected(openTab(answerWith(big)));
    const { body } = await got();
    expect(body.length).toBe(big.length);
  });

  test('a client that does not read does not keep others waiting, and is given up', async () => {
    const tab = openTab((request, sink) => {
      if (!request.target.includes('watch')) return answerWith('{}')(request, sink);
      sink.head(200, {});
      const timer = setInterval(() => sink.data('x'.repeat(1024 * 1024)), 1);
      return { close: () => clearInterval(timer) };
    });
    await connected(tab);
    const server = await api();
    const lazy = await raw(server);
    lazy.on('error', () => undefined);
    lazy.pause();
    const host = `Host: 127.0.0.1:${server.port}\r\nAuthorization: Bearer ${server.credentials.token}`;
    lazy.write(`GET /api/v1/pods?watch=1 HTTP/1.1\r\n${host}\r\n\r\n`);
    await expect.poll(() => tab.asked.length).toBe(1);
    expect((await got()).status).toBe(200);
    await expect.poll(() => tab.closed, { timeout: 15_000 }).toBeGreaterThanOrEqual(2);
  });

  test('sees who asks, and what they get', async () => {
    const tab = openTab();
    await connected(tab);
    const headers = {
      'user-agent': 'kubectl/v1.33.1 (linux/amd64)',
      'kubectl-command': 'kubectl get',
      'kubectl-session': 's1',
    };
    await got({ target: '/api/v1/pods', headers });
    const answered = {
      method: 'GET',
      target: '/api/v1/pods',
      code: 200,
      client: 'kubectl/v1.33.1',
      command: 'kubectl get',
    };
    await expect.poll(() => tab.link.current().server?.requests).toMatchObject([answered]);
    await expect.poll(() => tab.link.current().server?.clients).toMatchObject([{ session: 's1', open: 0 }]);
    const { address, kubeconfig, line } = tab.link.current().server ?? {};
    expect(address).toBe(`https://127.0.0.1:${(await api()).port}`);
    expect(line).toBe(`export KUBECONFIG="${kubeconfig}"`);
  });

  test('what throws in the tab breaks one answer off, and the next comes', async () => {
    let first = true;
    const tab = openTab((request, sink) => {
      if (first) {
        first = false;
        throw new Error('ours');
      }
      return answerWith('{}')(request, sink);
    });
    await connected(tab);
    expect((await got()).status).toBe(503);
    expect((await got()).status).toBe(200);
  });

  test('when it goes, what is open ends, and the rest is 503', async () => {
    const tab = openTab(() => undefined);
    await connected(tab);
    const waiting = got();
    await expect.poll(() => tab.asked.length).toBe(1);
    tab.link.disconnect();
    expect((await waiting).status).toBe(503);
    expect((await got()).status).toBe(503);
    await expect.poll(() => tab.closed).toBe(1);
    expect(tab.link.current().state).toBe('off');
  });
});

describe('a second tab', () => {
  test('is told that another holds it, and changes nothing', async () => {
    await connected(openTab(answerWith('"first"')));
    const second = openTab(answerWith('"second"'));
    second.link.connect();
    await expect.poll(() => second.link.current().state).toBe('elsewhere');
    expect((await got()).body.toString()).toBe('"first"');
  });

  test('may take over; the first hears of it and does not fight', async () => {
    const first = openTab(answerWith('"first"'));
    await connected(first);
    await connected(openTab(answerWith('"second"')), true);
    await expect.poll(() => first.link.current().state).toBe('elsewhere');
    expect((await got()).body.toString()).toBe('"second"');
  });
});

describe('the way in for the tab', () => {
  const secretFrom = (headers: Record<string, string>, method = 'POST') =>
    fetch(`${origin}${SECRET_PATH}`, { method, headers });
  const dial = (secret: string, from: string) =>
    new Promise<number>((resolve) => {
      const socket = new NodeSocket(`${origin.replace('http', 'ws')}${TAB_PATH}?secret=${secret}`, {
        origin: from,
      });
      socket.on('open', () => {
        socket.terminate();
        resolve(101);
      });
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
      socket.on('error', () => undefined);
    });
  const secret = async () => ((await (await secretFrom({ origin })).json()) as { secret: string }).secret;

  test('a page of another origin gets no secret, and a program without an origin neither', async () => {
    expect((await secretFrom({ origin: 'https://evil.example' })).status).toBe(403);
    expect((await secretFrom({ origin: 'http://localhost:1' })).status).toBe(403);
    expect((await secretFrom({ origin: 'null' })).status).toBe(403);
    expect((await secretFrom({})).status).toBe(400);
    expect((await secretFrom({ origin }, 'DELETE')).status).toBe(405);
  });

  test('a secret opens one socket, once, for this origin', async () => {
    const good = await secret();
    expect(await dial(good, 'https://evil.example')).toBe(403);
    expect(await dial('guessed', origin)).toBe(400);
    expect(await dial(good, origin)).toBe(101);
    expect(await dial(good, origin)).toBe(400);
  });
});

test('a page from a server without a bridge says so', async () => {
  const plain = createServer((_request, response) => {
    response.statusCode = 404;
    response.end();
  }).listen(0);
  origin = `http://localhost:${(plain.address() as AddressInfo).port}`;
  const tab = openTab();
  tab.link.connect();
  await expect.poll(() => tab.link.current().state).toBe('unavailable');
  plain.close();
});

test('a broken connection is tried again, until somebody ends it', async () => {
  const tab = openTab();
  await connected(tab);
  page.emit('close');
  await expect.poll(() => tab.seen.some(({ state }) => state === 'lost')).toBe(true);
});
