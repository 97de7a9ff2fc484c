import { describe, expect, test } from 'vitest';
import type { HttpRequest } from '../../api/http';
import { bytesOfText, textOfBytes } from '../../api/text-bytes';
import { KUBEADM_CLUSTER } from '../../cluster';
import { faultInput } from '../../faults/faults';
import { podManifest } from '../../testing/manifests';
import { worldConfig } from '../../testing/lab';
import { openHeadless, type Headless } from '../headless';

/** What a client has got so far. */
class Reader {
  status = 0;
  text = '';
  readonly messages: Uint8Array[] = [];
  isOver = false;
  readonly exchange;

  constructor(host: Headless, target: string, part: Partial<HttpRequest> = {}) {
    const request: HttpRequest = { method: 'GET', target, headers: {}, body: '', ...part };
    this.exchange = host.door.open(request, {
      head: (status) => {
        this.status = status;
      },
      data: (chunk) => {
        if (typeof chunk === 'string') this.text += chunk;
        else this.messages.push(chunk);
      },
      end: () => {
        this.isOver = true;
      },
    });
  }

  /** What came on one channel. */
  channel(number: number): string {
    const parts = this.messages.filter(([channel]) => channel === number);
    return parts.map((part) => textOfBytes(part.subarray(1))).join('');
  }

  send(channel: number, text: string): void {
    this.exchange.input(Uint8Array.of(channel, ...bytesOfText(text)));
  }

  get message(): string {
    return (JSON.parse(this.text) as { readonly message: string }).message;
  }
}

const PODS = '/api/v1/namespaces/default/pods';

function world(): Headless {
  const host = openHeadless({ config: worldConfig({}) });
  host.advance(20_000);
  return host;
}

function create(host: Headless, manifest: unknown): void {
  const headers = { 'content-type': 'application/json' };
  const reader = new Reader(host, PODS, { method: 'POST', headers, body: JSON.stringify(manifest) });
  host.advanceUntil(() => reader.isOver, 5000);
  expect(reader.status).toBe(201);
}

const COUNTER = 'i=0; while true; do echo line $i; i=$((i+1)); sleep 1; done';

describe('pods/log', () => {
  test('gives what the container printed, as much as was asked for', () => {
    const host = world();
    create(host, podManifest('p', { image: 'busybox', command: ['sh', '-c', COUNTER] }));
    host.advance(20_000);
    const all = new Reader(host, `${PODS}/p/log`);
    expect([all.status, all.isOver]).toEqual([200, true]);
    expect(all.text).toMatch(/^line 0\nline 1\nline 2\n/);
    const count = all.text.split('\n').length - 1;
    expect(new Reader(host, `${PODS}/p/log?tailLines=1`).text).toBe(`line ${count - 1}\n`);
    expect(new Reader(host, `${PODS}/p/log?limitBytes=9`).text).toBe('line 0\nli');
    expect(new Reader(host, `${PODS}/p/log?sinceSeconds=3`).text.split('\n').length - 1).toBe(3);
    expect(new Reader(host, `${PODS}/p/log?tailLines=1&timestamps=true`).text).toMatch(
      /^2026-06-01T09:00:\d\d\.\d{9}Z line \d+\n$/,
    );
    expect(new Reader(host, `${PODS}/p/log?tailLines=-1`).message).toBe(
      'PodLogOptions "p" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0',
    );
  });

  test('is no input, and changes nothing', () => {
    const host = world();
    create(host, podManifest('p', { image: 'busybox', command: ['sh', '-c', COUNTER] }));
    host.advance(10_000);
    const before = [host.simulation.journal.length, host.simulation.stateHash()];
    const follow = new Reader(host, `${PODS}/p/log?follow=true`);
    expect([host.simulation.journal.length, host.simulation.stateHash()]).toEqual(before);
    follow.exchange.close();
    expect(host.door.hasOpen()).toBe(false);
  });

  test('follows until the container ends', () => {
    const host = world();
    const script = 'echo one; sleep 5; echo -n two; sleep 1; echo ...; sleep 5';
    create(
      host,
      podManifest('p', { image: 'busybox', command: ['sh', '-c', script], restartPolicy: 'Never' }),
    );
    host.advance(4000);
    const log = new Reader(host, `${PODS}/p/log?follow=true`);
    expect(log.text).toBe('one\n');
    host.advanceUntil(() => log.text.length > 4, 10_000);
    expect(log.text).toBe('one\ntwo');
    host.advance(12_000);
    expect([log.text, log.isOver]).toEqual(['one\ntwo...\n', true]);
  });

  test('refusals have the real words', () => {
    const host = world();
    const side = { name: 'side', image: 'busybox', command: ['sleep', '1000'] };
    const main = { name: 'main', image: 'nginx:1.27' };
    create(
      host,
      podManifest('two', {
        containers: [main, side],
        spec: { initContainers: [{ ...side, name: 'first', command: ['true'] }] },
      }),
    );
    create(host, podManifest('typo', { image: 'ngnix' }));
    create(host, podManifest('far', { nodeSelector: { disk: 'none' } }));
    host.advance(30_000);
    expect(new Reader(host, `${PODS}/two/log`).message).toBe(
      'a container name must be specified for pod two, choose one of: [first main side]',
    );
    expect(new Reader(host, `${PODS}/two/log?container=x`).message).toBe(
      'container x is not valid for pod two',
    );
    expect(new Reader(host, `${PODS}/two/log?container=main&previous=true`).message).toBe(
      'previous terminated container "main" in pod "two" not found',
    );
    expect(new Reader(host, `${PODS}/typo/log`).message).toMatch(
      /^container "main" in pod "typo" is waiting to start: (image can't be pulled|trying and failing to pull image)$/,
    );
    expect(new Reader(host, `${PODS}/far/log`).status).toBe(204);
    expect(new Reader(host, `${PODS}/none/log`).status).toBe(404);
  });
});

describe('logs of what is not well', () => {
  test('a kubelet that is stopped is named with the address at which it was asked', () => {
    const host = world();
    create(host, podManifest('p', {}));
    host.advance(10_000);
    const { spec } = JSON.parse(new Reader(host, `${PODS}/p`).text) as { spec: { nodeName: string } };
    const fault = { type: 'stop', target: `${spec.nodeName}/kubelet` } as const;
    host.simulation.input(faultInput(host.cluster, fault, ''));
    host.advance(100);
    const log = new Reader(host, `${PODS}/p/log?follow=true&tailLines=2`);
    expect(log.status).toBe(500);
    expect(log.message).toMatch(
      /^Get "https:\/\/[0-9.]+:10250\/containerLogs\/default\/p\/main\?follow=true&tailLines=2": dial tcp [0-9.]+:10250: connect: connection refused$/,
    );
  });

  test('what the instance before printed is kept', () => {
    const host = world();
    const command = ['sh', '-c', 'echo $(date +%s%N); exit 1'];
    create(host, podManifest('p', { image: 'busybox', command }));
    host.advance(30_000);
    const now = new Reader(host, `${PODS}/p/log`).text;
    const before = new Reader(host, `${PODS}/p/log?previous=true`).text;
    expect(now).toMatch(/^\d+\n$/);
    expect(before).toMatch(/^\d+\n$/);
  });

  test('the scheduler tells when it became the leader', () => {
    const host = openHeadless({ config: { seed: 1, epochMs: 0, clusters: [KUBEADM_CLUSTER] } });
    host.advance(30_000);
    const target = '/api/v1/namespaces/kube-system/pods/kube-scheduler-control-plane/log';
    expect(new Reader(host, target).text).toMatch(
      /\] successfully acquired lease kube-system\/kube-scheduler\n$/,
    );
  });
});

describe('exec and port-forward at the door', () => {
  const headers = { 'sec-websocket-protocol': 'v5.channel.k8s.io' };

  test('an upgraded connection carries channels both ways', () => {
    const host = world();
    create(host, podManifest('p', { image: 'busybox', command: ['sleep', 'infinity'] }));
    host.advance(10_000);
    const query = 'command=cat&stdin=true&stdout=true&stderr=true';
    const cat = new Reader(host, `${PODS}/p/exec?${query}`, { headers });
    host.advance(100);
    expect(cat.status).toBe(101);
    const bytes = Uint8Array.of(0, 0xff, 0xc3, 0xa9, 0x80, 0x0a);
    cat.exchange.input(bytes);
    host.advance(100);
    expect(cat.messages[0]).toEqual(Uint8Array.of(1, 0xff, 0xc3, 0xa9, 0x80, 0x0a));
    cat.exchange.input(Uint8Array.of(255, 0));
    host.advance(100);
    expect(JSON.parse(cat.channel(3))).toMatchObject({ status: 'Success' });
    expect(cat.isOver).toBe(true);
    expect(host.door.hasOpen()).toBe(false);
  });

  test('what is refused comes as a Status, and without an upgrade nothing is done', () => {
    const host = world();
    const none = new Reader(host, `${PODS}/none/exec?command=ls&stdout=true`, { headers });
    host.advance(100);
    expect([none.status, none.message]).toEqual([404, 'pods "none" not found']);
    expect(new Reader(host, `${PODS}/none/exec?command=ls&stdout=true`).status).toBe(400);
  });

  test('a port-forward begins with its port on both channels', () => {
    const host = world();
    create(host, podManifest('p', {}));
    host.advance(10_000);
    const ports = { 'sec-websocket-protocol': 'v4.channel.k8s.io' };
    const forward = new Reader(host, `${PODS}/p/portforward?ports=80`, { headers: ports });
    host.advance(100);
    expect(forward.messages).toEqual([Uint8Array.of(0, 80, 0), Uint8Array.of(1, 80, 0)]);
    forward.send(0, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    host.advance(100);
    expect(forward.channel(0)).toContain('Welcome to nginx!');
    expect(new Reader(host, `${PODS}/p/log?tailLines=1`).text).toMatch(
      /^127\.0\.0\.1 - - \[01\/Jun\/2026:09:00:\d\d \+0000\] "GET \/ HTTP\/1\.1" 200 \d+ /,
    );
  });

  test('a port-forward to a kubelet that is stopped is refused, and one that is open ends with an error', () => {
    const host = world();
    create(host, podManifest('p', {}));
    host.advance(10_000);
    const { spec } = JSON.parse(new Reader(host, `${PODS}/p`).text) as { spec: { nodeName: string } };
    const ports = { 'sec-websocket-protocol': 'v4.channel.k8s.io' };
    const open = new Reader(host, `${PODS}/p/portforward?ports=80`, { headers: ports });
    host.advance(100);
    const fault = { type: 'stop', target: `${spec.nodeName}/kubelet` } as const;
    host.simulation.input(faultInput(host.cluster, fault, ''));
    host.advance(1000);
    expect(open.channel(1)).toContain('unexpected EOF');
    expect(open.isOver).toBe(true);
    const late = new Reader(host, `${PODS}/p/portforward?ports=80`, { headers: ports });
    host.advance(1000);
    expect(late.status).toBe(500);
    expect(late.message).toMatch(
      /^error dialing backend: dial tcp [0-9.]+:10250: connect: connection refused$/,
    );
  });
});
