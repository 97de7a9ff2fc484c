/** Conformance of GET and LIST: selectors, order, parts. */
import { describe, expect, test } from 'vitest';
import type { Status } from '../api/status';
import { create, list, names, refused, remove } from './conformance';
import { bootedLab } from './lab';

const OF_MAPS = { resource: 'configmaps' } as const;

describe('get and list', () => {
  const lab = bootedLab();
  for (const [name, tier] of [
    ['b', 'front'],
    ['a', 'back'],
    ['c', 'back'],
  ] as const)
    create(lab, 'configmaps', name, { metadata: { labels: { tier } } });
  create(lab, 'configmaps', 'd', { metadata: { labels: { tier: 'back' } } }, 'kube-public');

  test('what is not there is 404, with what it was in the details', () => {
    const { code, body } = lab.request({ verb: 'get', resource: 'deployments', name: 'nobody' });
    const { reason, message, details } = body as Status;
    expect([code, reason, message]).toEqual([404, 'NotFound', 'deployments.apps "nobody" not found']);
    expect(details).toEqual({ name: 'nobody', group: 'apps', kind: 'deployments' });
  });

  test('an unknown resource or subresource is 404', () => {
    const message = 'the server could not find the requested resource';
    expect(refused(lab, { verb: 'list', resource: 'unicorns' }).message).toBe(message);
    expect(refused(lab, { verb: 'get', ...OF_MAPS, name: 'a', subresource: 'status' }).message).toBe(message);
  });

  test('are sorted by namespace and name, and carry the revision of the store', () => {
    const { body, items = [], revision } = lab.do({ verb: 'list', ...OF_MAPS, namespace: '' });
    expect(names(items)).toEqual(['a', 'b', 'c', 'd']);
    expect(body).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMapList',
      metadata: { resourceVersion: String(revision) },
    });
  });

  test.each([
    ['tier=back', 'a c'],
    ['tier==front', 'b'],
    ['tier!=back', 'b'],
    ['tier in (back, middle)', 'a c'],
    ['tier notin (back)', 'b'],
    ['tier', 'a b c'],
    ['!tier', ''],
    ['tier=back,missing', ''],
  ])('select by labels: %s', (labelSelector, found) => {
    expect(names(list(lab, 'configmaps', { labelSelector })).join(' ')).toBe(found);
  });

  test.each([
    ['metadata.name=a', 'a'],
    ['metadata.name!=a', 'b c'],
    ['metadata.namespace=kube-public', ''],
  ])('select by fields: %s', (fieldSelector, found) => {
    expect(names(list(lab, 'configmaps', { fieldSelector })).join(' ')).toBe(found);
  });

  test('a selector that nobody understands is 400', () => {
    expect(refused(lab, { verb: 'list', ...OF_MAPS, fieldSelector: 'data.a=1' })).toMatchObject({
      code: 400,
      reason: 'BadRequest',
    });
    expect(refused(lab, { verb: 'list', ...OF_MAPS, labelSelector: 'a in' })).toMatchObject({
      code: 400,
      message: "unable to parse requirement: found '' expected: '('",
    });
  });

  test('come in parts when that is asked for, as of one moment', () => {
    const first = lab.do({ verb: 'list', ...OF_MAPS, limit: 2 });
    const { metadata } = first.body as { metadata: { continue: string; remainingItemCount: number } };
    expect([names(first.items ?? []), metadata.remainingItemCount]).toEqual([['a', 'b'], 1]);
    create(lab, 'configmaps', 'late');
    const rest = lab.do({ verb: 'list', ...OF_MAPS, limit: 2, continue: metadata.continue });
    expect(names(rest.items ?? [])).toEqual(['c']);
    remove(lab, 'configmaps', 'late');
  });

  test('of a future revision wait 3 s for it and then give up', () => {
    const begin = lab.now;
    const revision = Number(
      (lab.do({ verb: 'list', ...OF_MAPS }).body as { metadata: { resourceVersion: string } }).metadata
        .resourceVersion,
    );
    const answer = refused(lab, { verb: 'list', ...OF_MAPS, resourceVersion: String(revision + 1000) });
    expect(answer).toMatchObject({ code: 504, reason: 'Timeout' });
    expect(answer.message).toMatch(
      new RegExp(`^Timeout: Too large resource version: ${revision + 1000}, current: \\d+$`),
    );
    expect(lab.now - begin).toBeGreaterThanOrEqual(3000);
    expect(lab.now - begin).toBeLessThan(3100);
  });
});
