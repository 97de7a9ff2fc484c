/** What the API server answers: codes and words of real refusals, and what a write leaves behind. */
import { describe, expect, test } from 'vitest';
import type { ApiObject } from '../api/meta';
import type { Pod } from '../api/pod';
import type { Status } from '../api/status';
import type { ApiResponse } from '../api/wire';
import { readRequest } from '../world';
import { bootedLab, type Lab } from './lab';
import { deploymentManifest, podManifest } from './manifests';

function refused(response: ApiResponse): {
  readonly code: number;
  readonly reason: string;
  readonly message: string;
} {
  const { reason = '', message } = response.body as Status;
  return { code: response.code, reason, message };
}

const POD = podManifest('one', { image: 'busybox', command: ['sleep', 'infinity'] }) as Pod;

function settled(): Lab {
  const lab = bootedLab();
  lab.do({ verb: 'create', resource: 'pods', body: POD });
  lab.untilPod('one', 'running', ({ status }) => status.phase === 'Running');
  lab.run(3000);
  return lab;
}

describe('refusals', () => {
  const lab = settled();

  test('404 for what is not there', () => {
    expect(refused(lab.request({ verb: 'get', resource: 'pods', name: 'nobody' }))).toEqual({
      code: 404,
      reason: 'NotFound',
      message: 'pods "nobody" not found',
    });
    expect(refused(lab.request({ verb: 'delete', resource: 'deployments', name: 'nobody' })).message).toBe(
      'deployments.apps "nobody" not found',
    );
    expect(refused(lab.request({ verb: 'get', resource: 'unicorns', name: 'x' })).message).toBe(
      'the server could not find the requested resource',
    );
  });

  test('409 for what is there already', () => {
    expect(refused(lab.request({ verb: 'create', resource: 'pods', body: POD }))).toEqual({
      code: 409,
      reason: 'AlreadyExists',
      message: 'pods "one" already exists',
    });
  });

  test('409 for a write on top of an older version', () => {
    const old = lab.pod('one');
    const labels = { touched: 'yes' };
    lab.do({
      verb: 'patch',
      resource: 'pods',
      name: 'one',
      body: { metadata: { labels } },
      patchType: 'merge',
    });
    const body = { ...old, metadata: { ...old.metadata, labels: { other: 'x' } } };

    expect(refused(lab.request({ verb: 'update', resource: 'pods', name: 'one', body }))).toEqual({
      code: 409,
      reason: 'Conflict',
      message:
        'Operation cannot be fulfilled on pods "one": the object has been modified; ' +
        'please apply your changes to the latest version and try again',
    });
    const { resourceVersion, ...unguarded } = body.metadata;
    const answer = lab.do({
      verb: 'update',
      resource: 'pods',
      name: 'one',
      body: { ...body, metadata: unguarded },
    });
    expect((answer.body as Pod).metadata.labels).toEqual({ other: 'x' });
    expect(resourceVersion).toBe(old.metadata.resourceVersion);
  });

  test('409 for a deletion of another pod of the same name', () => {
    const answer = lab.request({ verb: 'delete', resource: 'pods', name: 'one', options: { uid: 'else' } });

    expect(refused(answer)).toMatchObject({ code: 409, reason: 'Conflict' });
    expect(refused(answer).message).toContain(
      'the UID in the precondition (else) does not match the UID in record',
    );
  });

  test('422 with every cause', () => {
    const answer = lab.request({
      verb: 'create',
      resource: 'pods',
      body: podManifest('Bad_Name', { image: '' }),
    });
    const { details, message } = answer.body as Status;

    expect(answer.code).toBe(422);
    expect(message).toMatch(
      /^Pod "Bad_Name" is invalid: \[metadata\.name: Invalid value: "Bad_Name": a lowercase RFC 1123/,
    );
    expect(details?.kind).toBe('Pod');
    expect(details?.causes?.map(({ reason, field }) => `${reason} ${field}`)).toEqual([
      'FieldValueInvalid metadata.name',
      'FieldValueRequired spec.containers[0].image',
    ]);
  });

  test('422 when the selector does not match the template', () => {
    const body = deploymentManifest('web') as { readonly spec: object };
    const spec = { ...body.spec, selector: { matchLabels: { app: 'other' } } };
    const answer = lab.request({ verb: 'create', resource: 'deployments', body: { ...body, spec } });

    expect(refused(answer).message).toBe(
      'Deployment.apps "web" is invalid: spec.template.metadata.labels: Invalid value: map[string]string{"app":"web"}: ' +
        '`selector` does not match template `labels`',
    );
  });

  test('400 for a body that cannot be read', () => {
    const body = { ...(deploymentManifest('web') as object), spec: { replicas: 'three' } };

    expect(refused(lab.request({ verb: 'create', resource: 'deployments', body }))).toMatchObject({
      code: 400,
      reason: 'BadRequest',
    });
  });

  test('404 for a namespace that does not exist, and nothing is created', () => {
    const answer = lab.request({ verb: 'create', resource: 'pods', namespace: 'nowhere', body: POD });

    expect(refused(answer)).toEqual({
      code: 404,
      reason: 'NotFound',
      message: 'namespaces "nowhere" not found',
    });
    expect(lab.pods()).toHaveLength(1);
  });

  test('403 for the deletion of a namespace that must stay', () => {
    const answer = lab.request({
      verb: 'delete',
      resource: 'namespaces',
      namespace: '',
      name: 'kube-system',
    });

    expect(refused(answer)).toMatchObject({
      code: 403,
      message: 'namespaces "kube-system" is forbidden: this namespace may not be deleted',
    });
  });

  test('of exec: no such container, and none on a pod without a node', () => {
    const exec = { verb: 'create', resource: 'pods', subresource: 'exec', command: ['true'] } as const;
    expect(refused(lab.request({ ...exec, name: 'one', container: 'x' })).message).toBe(
      'container x is not valid for pod one',
    );
    lab.createPod('big', { cpu: '64' });

    expect(refused(lab.request({ ...exec, name: 'big' })).message).toBe(
      'pod big does not have a host assigned',
    );
  });
});

describe('what a create adds', () => {
  test('a name of its own for generateName', () => {
    const lab = bootedLab();
    const body = { ...POD, metadata: { generateName: 'worker-' } };
    const names = Array.from({ length: 20 }, () => {
      const { metadata } = lab.do({ verb: 'create', resource: 'pods', body }).body as ApiObject;
      return metadata.name;
    });

    for (const name of names) expect(name).toMatch(/^worker-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(new Set(names).size).toBe(20);
  });

  test('identity, time, revision and generation; what the author claims of them is ignored', () => {
    const lab = bootedLab();
    const metadata = { name: 'one', uid: 'mine', generation: 7, creationTimestamp: '2001-01-01T00:00:00Z' };
    const made = lab.do({
      verb: 'create',
      resource: 'pods',
      body: { ...POD, metadata, status: { phase: 'Running' } },
    }).body as Pod;

    expect(made.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
    expect(made.metadata.creationTimestamp).toMatch(/^2026-06-01T09:00:0\dZ$/);
    expect(made.metadata.generation).toBe(1);
    expect(made.status.phase).toBe('Pending');
    expect(Number(made.metadata.resourceVersion)).toBeGreaterThan(1);
  });
});

describe('a write', () => {
  test('that changes nothing makes no revision', () => {
    const lab = bootedLab();
    lab.createDeployment('web', { replicas: 1 });
    lab.ready('web', 1);
    lab.run(30_000);
    const before = lab.deployment('web');
    const body = { spec: { replicas: 1 } };
    const answer = lab.do({ verb: 'patch', resource: 'deployments', name: 'web', body, patchType: 'merge' });

    expect(answer.revision).toBe(Number(before.metadata.resourceVersion));
    expect(lab.deployment('web')).toBe(before);
  });

  test('to the spec bumps the generation; one to labels or status does not', () => {
    const lab = bootedLab();
    lab.createDeployment('web', { replicas: 1 });
    lab.ready('web', 1);
    const generation = (): number | undefined => lab.deployment('web').metadata.generation;
    const first = generation() ?? 0;
    const body = { metadata: { labels: { a: 'b' } } };
    lab.do({ verb: 'patch', resource: 'deployments', name: 'web', body, patchType: 'merge' });
    expect(generation()).toBe(first);
    lab.scale('web', 2);

    expect(generation()).toBe(first + 1);
  });

  test('of a status cannot change the spec, and the other way round', () => {
    const lab = settled();
    const body = { spec: { nodeName: 'elsewhere' }, status: { message: 'hello' } };
    lab.do({ verb: 'patch', resource: 'pods', name: 'one', subresource: 'status', body, patchType: 'merge' });
    expect(lab.pod('one').spec.nodeName).not.toBe('elsewhere');
    expect(lab.pod('one').status).toMatchObject({ message: 'hello' });
    const spec = { metadata: { labels: { a: 'b' } }, status: { message: 'bye' } };
    lab.do({ verb: 'patch', resource: 'pods', name: 'one', body: spec, patchType: 'merge' });

    expect(lab.pod('one').status).toMatchObject({ message: 'hello' });
  });

  test('of a status that was meant for another pod of the same name is refused', () => {
    const lab = settled();
    const call = {
      verb: 'patch',
      resource: 'pods',
      name: 'one',
      subresource: 'status',
      patchType: 'whole',
    } as const;
    const answer = lab.request({ ...call, body: { phase: 'Failed' }, options: { uid: 'the one before' } });

    expect(refused(answer)).toMatchObject({ code: 409, reason: 'Conflict' });
    expect(lab.pod('one').status.phase).toBe('Running');
  });
});

describe('an answer', () => {
  test('carries the id of its request, also when others overtake it', () => {
    const lab = settled();
    const slow = lab.send({
      verb: 'create',
      resource: 'pods',
      name: 'one',
      subresource: 'exec',
      command: ['echo', 'hi'],
    });
    const fast = lab.send({ verb: 'get', resource: 'pods', name: 'one' });
    lab.until('the fast one', () => lab.answerTo(fast) !== undefined);
    expect(lab.answerTo(slow)).toBeUndefined();
    lab.until('the slow one', () => lab.answerTo(slow) !== undefined);

    expect(lab.answerTo(slow)?.body).toMatchObject({ exitCode: 0, stdout: 'hi\n' });
    expect(lab.answerTo(fast)?.body).toMatchObject({ kind: 'Pod' });
  });

  test('to a read beside the clock is the same as at the door', () => {
    const lab = settled();
    const call = {
      verb: 'get',
      resource: 'pods',
      namespace: 'default',
      name: 'one',
      subresource: '',
    } as const;
    const beside = readRequest(lab.simulation, lab.cluster, call);

    expect(beside).toEqual({ code: 200, body: lab.do(call).body });
    expect(readRequest(lab.simulation, lab.cluster, { ...call, name: 'nobody' }).code).toBe(404);
  });
});
