/** Conformance of deletion: graceful, forced, held by finalizers, by collection. */
import { describe, expect, test } from 'vitest';
import type { PropagationPolicy } from '../api/wire';
import { condition, create, list, names, read, refused, remove, type Anything } from './conformance';
import { bootedLab, Lab } from './lab';
import { podManifest } from './manifests';

const PATIENT = { image: 'busybox', command: ['sh', '-c', 'trap "" TERM; sleep 10000'], grace: 20 } as const;

describe('a deleted pod', () => {
  const lab = bootedLab();
  const running = (name: string): Lab => {
    lab.createPod(name, PATIENT);
    lab.untilPod(name, 'running', ({ status }) => status.phase === 'Running');
    return lab;
  };

  test('is answered with, and leaves after its grace', () => {
    running('slow');
    const { body } = remove(lab, 'pods', 'slow');
    const { metadata } = body as Anything;
    expect(metadata.deletionGracePeriodSeconds).toBe(20);
    expect(Lab.ms(metadata.deletionTimestamp)).toBe(Math.floor(lab.now / 1000) * 1000 + 20_000);
    expect(metadata.generation).toBe(2);
    const took = lab.untilGone('slow', 40_000);
    expect(took).toBeGreaterThanOrEqual(19_000);
    expect(took).toBeLessThan(24_000);
  });

  test('leaves earlier after a second DELETE, never later', () => {
    running('hasty');
    remove(lab, 'pods', 'hasty');
    const { deletionTimestamp = '' } = lab.pod('hasty').metadata;
    remove(lab, 'pods', 'hasty', { options: { gracePeriodSeconds: 100 } });
    expect(lab.pod('hasty').metadata.deletionTimestamp).toBe(deletionTimestamp);
    remove(lab, 'pods', 'hasty', { options: { gracePeriodSeconds: 2 } });
    expect(Lab.ms(lab.pod('hasty').metadata.deletionTimestamp)).toBe(Lab.ms(deletionTimestamp) - 18_000);
    expect(lab.untilGone('hasty', 20_000)).toBeLessThan(8000);
  });

  test('is gone at once when forced, before its node knows', () => {
    running('forced');
    remove(lab, 'pods', 'forced', { options: { gracePeriodSeconds: 0 } });
    expect(read(lab, 'pods', 'forced')).toBeUndefined();
  });

  test('is gone at once when it has no node, or has ended', () => {
    lab.createPod('homeless', { cpu: '64' });
    remove(lab, 'pods', 'homeless');
    expect(read(lab, 'pods', 'homeless')).toBeUndefined();
    lab.createPod('done', { image: 'busybox', command: ['true'], restartPolicy: 'Never' });
    lab.untilPod('done', 'done', ({ status }) => status.phase === 'Succeeded');
    remove(lab, 'pods', 'done');
    expect(read(lab, 'pods', 'done')).toBeUndefined();
  });

  test('must be the one that was meant', () => {
    running('meant');
    const { uid } = lab.pod('meant').metadata;
    expect(
      refused(lab, { verb: 'delete', resource: 'pods', name: 'meant', options: { uid: 'else' } }),
    ).toEqual({
      code: 409,
      reason: 'Conflict',
      message: `Operation cannot be fulfilled on Pod "meant": the UID in the precondition (else) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
    });
    expect(
      refused(lab, { verb: 'delete', resource: 'pods', name: 'meant', options: { resourceVersion: '1' } })
        .message,
    ).toContain('the ResourceVersion in the precondition (1) does not match the ResourceVersion in record');
  });

  test('by eviction carries the reason', () => {
    running('evicted');
    const body = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'evicted' } };
    const call = { verb: 'create', resource: 'pods', subresource: 'eviction' } as const;
    expect(lab.request({ ...call, name: 'evicted', body })).toMatchObject({
      code: 201,
      body: { kind: 'Status', status: 'Success' },
    });
    expect(condition(lab.pod('evicted'), 'DisruptionTarget')).toBe(
      'True EvictionByEvictionAPI: Eviction API: evicting',
    );
    expect(lab.pod('evicted').metadata.deletionTimestamp).toBeDefined();
    expect(refused(lab, { ...call, name: 'meant', body }).message).toBe(
      'name in URL does not match name in Eviction object',
    );
    expect(refused(lab, { ...call, name: 'nobody', body: {} }).message).toBe('pods "nobody" not found');
  });
});

describe('a deletion', () => {
  const lab = bootedLab();

  test('is answered with a Status where nothing is left', () => {
    const { metadata } = create(lab, 'configmaps', 'plain');
    expect(remove(lab, 'configmaps', 'plain').body).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: { name: 'plain', kind: 'configmaps', uid: metadata.uid },
    });
  });

  test('waits for the last finalizer, and takes no new ones', () => {
    create(lab, 'configmaps', 'held', { metadata: { finalizers: ['example.com/a', 'example.com/b'] } });
    const answer = remove(lab, 'configmaps', 'held').body as Anything;
    expect(answer.metadata.deletionTimestamp).toBeDefined();
    expect(answer.metadata.deletionGracePeriodSeconds).toBe(0);
    const finalizers = (list: readonly string[] | null) =>
      ({
        verb: 'patch',
        resource: 'configmaps',
        name: 'held',
        patchType: 'merge',
        body: { metadata: { finalizers: list } },
      }) as const;
    expect(refused(lab, finalizers(['example.com/c'])).message).toBe(
      'ConfigMap "held" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"example.com/c"}',
    );
    lab.do(finalizers(['example.com/b']));
    expect(read(lab, 'configmaps', 'held')).toBeDefined();
    lab.do(finalizers(null));
    expect(read(lab, 'configmaps', 'held')).toBeUndefined();
  });

  test('of a collection takes what is selected, and tells what it took', () => {
    for (const [name, tier] of [
      ['a', 'x'],
      ['b', 'y'],
      ['c', 'x'],
    ] as const)
      create(lab, 'secrets', name, { metadata: { labels: { tier } } });
    const { code, items = [] } = lab.do({
      verb: 'deletecollection',
      resource: 'secrets',
      labelSelector: 'tier=x',
    });
    expect([code, names(items)]).toEqual([200, ['a', 'c']]);
    expect(names(list(lab, 'secrets'))).toEqual(['b']);
  });

  test('of a collection of pods gives each its grace', () => {
    for (const name of ['one', 'two'])
      create(lab, 'pods', name, {
        ...(podManifest(name, PATIENT) as object),
        metadata: { labels: { set: 'x' } },
      });
    lab.run(10_000);
    lab.do({ verb: 'deletecollection', resource: 'pods', labelSelector: 'set=x' });
    expect(lab.pods().every(({ metadata }) => metadata.deletionGracePeriodSeconds === 20)).toBe(true);
    lab.until('gone', () => lab.pods().length === 0, 40_000);
  });

  test('knows three ways for what depends on it', () => {
    const options = { propagationPolicy: 'Sometimes' as PropagationPolicy };
    expect(refused(lab, { verb: 'delete', resource: 'configmaps', name: 'x', options })).toEqual({
      code: 422,
      reason: 'Invalid',
      message:
        'DeleteOptions.meta.k8s.io "" is invalid: propagationPolicy: Unsupported value: "Sometimes": supported values: "Foreground", "Background", "Orphan", "nil"',
    });
  });

  test('that comes after the time is over gives one more second', () => {
    lab.createPod('late', { ...PATIENT, grace: 60 });
    lab.untilPod('late', 'running', ({ status }) => status.phase === 'Running');
    remove(lab, 'pods', 'late');
    lab.run(30_000);
    const { metadata } = remove(lab, 'pods', 'late', { options: { gracePeriodSeconds: 5 } }).body as Anything;
    expect(metadata.deletionGracePeriodSeconds).toBe(1);
    expect(Lab.ms(metadata.deletionTimestamp)).toBe(Math.floor(lab.now / 1000) * 1000);
    expect(lab.untilGone('late', 20_000)).toBeLessThan(5000);
  });

  test('of what is not there is 404', () => {
    expect(refused(lab, { verb: 'delete', resource: 'deployments', name: 'x' }).message).toBe(
      'deployments.apps "x" not found',
    );
  });
});
