import { beforeEach, describe, expect, test } from 'vitest';
import type { HttpRequest } from '../engine/api/http';
import type { TabHost } from '../bridge/tab/host';
import type { TabLink } from '../bridge/tab/link';
import { Desk } from './desk';
import type { FromWorker, HttpPart, ToWorker } from './protocol';

/** A desk with a clock of its own, and what it has said. */
class Page {
  readonly said: FromWorker[] = [];
  clock = 0;
  outside: TabHost | null = null;
  private next = 1;
  private ticks: (() => boolean)[] = [];
  private readonly desk = new Desk({
    world: 'main',
    post: (message) => this.said.push(message),
    fail: (error) => {
      throw error;
    },
    later: (work) => queueMicrotask(work),
    keepTicking: (tick) => this.ticks.push(tick),
    loadDoors: () => import('./doors'),
    connectBridge: (host) => {
      this.outside = host;
      return { connect: () => undefined, disconnect: () => undefined } as unknown as TabLink;
    },
    clock: () => this.clock,
  });

  send(command: Record<string, unknown> & { readonly type: ToWorker['type'] }): number {
    const id = this.next++;
    this.desk.take({ world: 'main', ...command, id } as unknown as ToWorker);
    return id;
  }

  /** Opens an exchange. Returns its number. */
  ask(method: string, target: string, body: unknown = ''): number {
    const headers = { 'content-type': 'application/json', 'orrery-label': `${method} it` };
    const text = body === '' ? '' : JSON.stringify(body);
    const request: HttpRequest = { method, target, headers, body: text };
    const exchange = this.next++;
    this.send({ type: 'http', exchange, cluster: '', request });
    return exchange;
  }

  /** Lets real time pass, with the page hidden: only ticks. */
  async hidden(ms: number): Promise<void> {
    for (let passed = 0; passed < ms; passed += 25) {
      this.clock += 25;
      this.ticks = this.ticks.filter((tick) => tick());
      await Promise.resolve();
    }
  }

  /** A client from outside reads something whole. */
  async fromOutside(target: string): Promise<{ readonly metadata: { readonly resourceVersion: string } }> {
    let text = '';
    let isOver = false;
    this.outside?.open(
      { method: 'GET', target, headers: {}, body: '' },
      {
        head: () => undefined,
        data: (chunk) => {
          text += String(chunk);
        },
        end: () => {
          isOver = true;
        },
      },
    );
    await settled(() => isOver);
    return JSON.parse(text) as { readonly metadata: { readonly resourceVersion: string } };
  }

  partsOf(exchange: number): readonly HttpPart[] {
    return this.said.filter(
      (message): message is HttpPart => message.type === 'http' && message.exchange === exchange,
    );
  }

  status(exchange: number): number {
    const head = this.partsOf(exchange).find((part) => part.part === 'head');
    return head?.part === 'head' ? head.status : -1;
  }

  text(exchange: number): string {
    return this.partsOf(exchange)
      .map((part) => (part.part === 'data' ? String(part.chunk) : ''))
      .join('');
  }

  isOver(exchange: number): boolean {
    return this.partsOf(exchange).some(({ part }) => part === 'end');
  }

  replied(id: number): boolean {
    return this.said.some((message) => message.type === 'reply' && message.id === id && message.ok);
  }
}

const POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'guest' },
  spec: { containers: [{ name: 'nginx', image: 'nginx:1.27' }] },
};
const PODS = '/api/v1/namespaces/default/pods';

async function settled(check: () => boolean): Promise<void> {
  await expect.poll(check, { timeout: 10_000 }).toBe(true);
}

describe('HTTP with the worker', () => {
  let page: Page;

  beforeEach(async () => {
    page = new Page();
    const id = page.send({ type: 'open', scene: 'empty', seed: 1 });
    await settled(() => page.replied(id));
    page.send({ type: 'pace', pace: { auto: false, speed: 1 } });
  });

  test('a read is answered at once, whatever time does', async () => {
    page.send({ type: 'pace', pace: { paused: true } });
    const list = page.ask('GET', '/api/v1/nodes');
    await settled(() => page.isOver(list));
    expect(page.status(list)).toBe(200);
    expect((JSON.parse(page.text(list)) as { items: unknown[] }).items).toHaveLength(4);
  });

  test('a write is answered after it has travelled, also behind a hidden page; Undo takes it back', async () => {
    const first = page.ask('GET', '/version');
    await settled(() => page.isOver(first));
    const created = page.ask('POST', PODS, POD);
    expect(page.isOver(created)).toBe(false);
    await page.hidden(100);
    expect(page.isOver(created)).toBe(true);
    expect(page.status(created)).toBe(201);
    const undo = page.send({ type: 'undo' });
    await settled(() => page.replied(undo));
    const found = page.ask('GET', `${PODS}/guest`);
    await settled(() => page.isOver(found));
    expect(page.status(found)).toBe(404);
  });

  test('a watch hears of what happens, and ends with Expired when the world goes back', async () => {
    const watch = page.ask('GET', `${PODS}?watch=true&resourceVersion=0`);
    await settled(() => page.status(watch) === 200);
    const created = page.ask('POST', PODS, POD);
    await page.hidden(200);
    expect(page.status(created)).toBe(201);
    expect(page.text(watch)).toContain('"type":"ADDED"');
    expect(page.text(watch)).toContain('"name":"guest"');
    expect(page.isOver(watch)).toBe(false);
    page.send({ type: 'undo' });
    await settled(() => page.isOver(watch));
    expect(page.text(watch)).toContain('"code":410');
  });

  test('a watch ends when another world takes the place of this one', async () => {
    const watch = page.ask('GET', `${PODS}?watch=true`);
    await settled(() => page.status(watch) === 200);
    page.send({ type: 'open', scene: 'empty', seed: 2 });
    await settled(() => page.isOver(watch));
    expect(page.text(watch)).toContain('"code":410');
  });

  test('what a client outside has seen is older than all that comes after an Undo', async () => {
    page.send({ type: 'bridge', on: true });
    const first = await page.fromOutside(PODS);
    const created = page.ask('POST', PODS, POD);
    await page.hidden(100);
    expect(page.status(created)).toBe(201);
    const seen = await page.fromOutside(PODS);
    expect(Number(seen.metadata.resourceVersion)).toBeGreaterThan(Number(first.metadata.resourceVersion));
    const undo = page.send({ type: 'undo' });
    await settled(() => page.replied(undo));
    const again = await page.fromOutside(PODS);
    expect(Number(again.metadata.resourceVersion)).toBeGreaterThan(Number(seen.metadata.resourceVersion));
  });

  test('who sleeps is woken by virtual time', async () => {
    const first = page.ask('GET', '/version');
    await settled(() => page.isOver(first));
    const nap = page.send({ type: 'sleep', ms: 500 });
    await page.hidden(300);
    expect(page.replied(nap)).toBe(false);
    await page.hidden(300);
    expect(page.replied(nap)).toBe(true);
  });
});
