import { describe, expect, test } from 'vitest';
import { createStream, nextUint32 } from '../kernel/random';
import { serviceEntry, type EndpointWishes } from '../testing/service-entries';
import { chooseBackend, probabilityText, rulesOf, type PortRules, type ServiceRules } from './rules';

const READY = { ready: true, serving: true, terminating: false };
const LEAVING = { ready: false, serving: true, terminating: true };
const UNREADY = { ready: false, serving: false, terminating: false };

function rules(endpoints: Readonly<Record<string, EndpointWishes>>, spec = {}): [ServiceRules, PortRules] {
  const found = rulesOf(serviceEntry(endpoints, spec));
  return [found, found.ports[0] as PortRules];
}

describe('the rules of a Service', () => {
  test('lead to its ready endpoints, each rule with the share of those that are left', () => {
    const [, port] = rules({
      '10.244.1.2': READY,
      '10.244.1.3': READY,
      '10.244.2.2': READY,
      '10.244.2.3': UNREADY,
    });
    expect(port.backends.map(({ ip, port: number, pod }) => `${ip}:${number} ${pod}`)).toEqual([
      '10.244.1.2:8080 pod-2',
      '10.244.1.3:8080 pod-3',
      '10.244.2.2:8080 pod-2',
    ]);
    expect(port.backends.map(({ probability }) => probabilityText(probability))).toEqual([
      '0.33333333349',
      '0.50000000000',
      '1.00000000000',
    ]);
  });

  test('fall back to endpoints that still serve while they terminate, when none is ready', () => {
    const [, both] = rules({ '10.244.1.2': READY, '10.244.1.3': LEAVING });
    expect(both.backends.map(({ ip }) => ip)).toEqual(['10.244.1.2']);
    const [, leaving] = rules({ '10.244.1.2': UNREADY, '10.244.1.3': LEAVING });
    expect(leaving.backends.map(({ ip }) => ip)).toEqual(['10.244.1.3']);
  });

  test('reject when there is no endpoint', () => {
    const [service, port] = rules({ '10.244.1.2': UNREADY });
    expect(chooseBackend(service, port, 'worker-1', () => 0, 0)).toBeNull();
  });

  test('choose uniformly', () => {
    const [service, port] = rules({ '10.244.1.2': READY, '10.244.1.3': READY, '10.244.1.4': READY });
    const stream = createStream(1, 'test');
    const counts = new Map<string, number>();
    for (let i = 0; i < 3000; i++) {
      const ip = chooseBackend(service, port, 'worker-1', () => nextUint32(stream), 0)?.ip ?? '';
      counts.set(ip, (counts.get(ip) ?? 0) + 1);
    }
    expect([...counts.values()].every((count) => count > 900 && count < 1100)).toBe(true);
  });

  test('keep a client at its endpoint with sessionAffinity, and on its node with a local policy', () => {
    const endpoints = {
      '10.244.1.2': { ...READY, node: 'worker-1' },
      '10.244.2.2': { ...READY, node: 'worker-2' },
      '10.244.2.3': { ...READY, node: 'worker-2' },
    };
    const [sticky, port] = rules(endpoints, { sessionAffinity: 'ClientIP' });
    const chosen = new Set(
      Array.from({ length: 20 }, (_, i) => chooseBackend(sticky, port, 'worker-1', () => i * 1e8, 7)?.ip),
    );
    expect(chosen.size).toBe(1);
    const [local, localPort] = rules(endpoints, { internalTrafficPolicy: 'Local' });
    expect(chooseBackend(local, localPort, 'worker-1', () => 0xffffffff, 0)?.ip).toBe('10.244.1.2');
    expect(chooseBackend(local, localPort, 'worker-3', () => 0, 0)).toBeNull();
  });
});
