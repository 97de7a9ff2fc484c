/** The pod garbage collector, with caches made by hand: its limit is higher than a test wants to make pods. */
import { describe, expect, test } from 'vitest';
import type { ApiObject } from '../api/meta';
import type { ApiResponse } from '../api/wire';
import { applyList, createInformer, type Informer } from '../client/informer';
import { View, type Plan } from './controller';
import { podGcController } from './pod-gc';

function filled(resource: string, items: readonly ApiObject[]): Informer {
  const informer = createInformer(resource);
  const head = { id: 1, client: '', verb: 'list', resource, code: 200, body: null } as const;
  const response: ApiResponse = { ...head, items, revision: 1 };
  applyList(informer, 1, response);
  return informer;
}

function pod(name: string, phase: string, rest: object = {}, reason?: string): ApiObject {
  const metadata = {
    name,
    namespace: 'default',
    uid: name,
    creationTimestamp: '2026-06-01T09:00:00Z',
    ...rest,
  };
  const spec = { nodeName: 'worker-1', containers: [] };
  const object = { apiVersion: 'v1', kind: 'Pod', metadata, spec, status: { phase, reason } };
  return object;
}

function node(name: string, ready: string, taints: readonly object[] = []): ApiObject {
  const status = { conditions: [{ type: 'Ready', status: ready }] };
  const object = { apiVersion: 'v1', kind: 'Node', metadata: { name }, spec: { taints }, status };
  return object;
}

/** The first pass over these. */
function pass(pods: readonly ApiObject[], nodes: readonly ApiObject[]): Plan {
  const view = new View(
    new Map([
      ['pods', filled('pods', pods)],
      ['nodes', filled('nodes', nodes)],
    ]),
    0,
  );
  const armed = podGcController.reconcile('pods', view, 0, undefined);
  return podGcController.reconcile('pods', view, armed.after ?? 0, armed.memory);
}

function asked({ steps }: Plan): string[] {
  return steps.flat().map(({ verb, name, subresource = '' }) => `${verb} ${name} ${subresource}`.trim());
}

describe('finished pods', () => {
  test('are kept up to 12,500; of more the evicted and the oldest go', () => {
    const many = Array.from({ length: 12_499 }, (_, i) => pod(`p-${i}`, 'Succeeded'));
    const old = pod('old', 'Failed', { creationTimestamp: '2026-06-01T08:00:00Z' });
    const evicted = pod('evicted', 'Failed', {}, 'Evicted');
    expect(asked(pass([...many, old], [node('worker-1', 'True')]))).toEqual([]);
    const plan = pass([...many, old, evicted, pod('running', 'Running')], [node('worker-1', 'True')]);
    expect(asked(plan)).toEqual(['delete evicted']);
    const both = pass([...many, old, evicted, pod('new', 'Succeeded')], [node('worker-1', 'True')]);
    expect(asked(both)).toEqual(['delete evicted', 'delete old']);
    expect(both.steps.flat()[0]?.options).toEqual({ gracePeriodSeconds: 0, uid: 'evicted' });
  });
});

describe('pods that are being deleted', () => {
  const leaving = { deletionTimestamp: '2026-06-01T09:00:30Z' };
  const outOfService = { key: 'node.kubernetes.io/out-of-service', effect: 'NoExecute' };

  test('go at once from a node that is out of service, and fail first', () => {
    const pods = [pod('web', 'Running', leaving), pod('stays', 'Running')];
    expect(asked(pass(pods, [node('worker-1', 'Unknown', [outOfService])]))).toEqual([
      'patch web status',
      'delete web',
    ]);
    expect(asked(pass(pods, [node('worker-1', 'True', [outOfService])]))).toEqual([]);
    expect(asked(pass(pods, [node('worker-1', 'Unknown')]))).toEqual([]);
  });

  test('go at once when they never had a node', () => {
    const waiting = { ...pod('web', 'Pending', leaving), spec: { containers: [] } };
    expect(asked(pass([waiting], []))).toEqual(['patch web status', 'delete web']);
  });
});

test('there are no passes while nothing can be due', () => {
  const plan = pass([pod('web', 'Running')], [node('worker-1', 'True')]);
  expect(plan).toEqual({ steps: [] });
});
