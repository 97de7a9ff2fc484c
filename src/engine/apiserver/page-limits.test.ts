import { describe, expect, test } from 'vitest';
import { createEtcd, put } from '../etcd/store';
import { podKind } from '../api/pod';
import { configMapKind } from '../api/configmap';
import type { Kind } from '../api/kind';
import type { Exchange } from './exchange';
import { pageLimitRefusal } from './page-limits';
import { createApiServer } from './state';

function refusal(prefix: string, count: number, kind: Kind, bounded = true): string {
  const etcd = createEtcd();
  for (let index = 0; index < count; index++) put(etcd, 0, prefix, `default/x-${index}`, 0, () => ({}));
  const latencies = { link: 0, etcd: 0, watch: 0, watchJitter: 0 };
  const state = createApiServer('c', 1, 0, latencies, { bounded });
  const request = { name: 'one-more' };
  return pageLimitRefusal({ state, etcd, kind, request } as unknown as Exchange)?.message ?? '';
}

const pods = podKind as unknown as Kind;
const configMaps = configMapKind as unknown as Kind;

describe('the limits of a page', () => {
  test('refuse the pod that is too many, in the form of a quota', () => {
    expect(refusal('pods', 19_999, pods)).toBe('');
    expect(refusal('pods', 20_000, pods)).toBe(
      'pods "one-more" is forbidden: exceeded quota: kube-orrery-page-limits, requested: pods=1, used: pods=20000, limited: pods=20000',
    );
    expect(refusal('pods', 20_000, configMaps)).toBe('');
  });

  test('refuse the object that is too many', () => {
    expect(refusal('configmaps', 50_000, configMaps)).toContain('limited: objects=50000');
    expect(refusal('events', 50_000, configMaps)).toBe('');
  });

  test('do not bind worlds that measure', () => {
    expect(refusal('pods', 20_000, pods, false)).toBe('');
  });
});
