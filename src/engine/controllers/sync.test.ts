/** Controllers and caches that are not full yet: the manager alone, with answers made by hand. */
import { expect, test } from 'vitest';
import type { ApiObject } from '../api/meta';
import type { ApiRequest, ApiResponse } from '../api/wire';
import type { Context } from '../kernel/component';
import type { SimEvent } from '../kernel/event';
import type { Controller } from './controller';
import { createControllerManager } from './manager-state';
import { controllerManagerComponent } from './runtime';

type Timer = Pick<SimEvent, 'type' | 'data'>;

function pod(name: string): ApiObject {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default', resourceVersion: '5' } };
}

test('a controller looks at nothing before all of its caches are full', () => {
  const looks: string[] = [];
  const controller: Controller = {
    name: 'test',
    component: 'test-controller',
    watches: ['pods', 'nodes'],
    keysFor: ({ key }) => [key],
    reconcile: (key) => {
      looks.push(key);
      return { steps: [] };
    },
  };
  const { handle } = controllerManagerComponent([controller]);
  const state = createControllerManager([controller], {
    cluster: 'lab',
    epochMs: 0,
    link: 1,
    qps: Infinity,
    burst: 1,
  });
  const sent: ApiRequest[] = [];
  const timers: Timer[] = [];
  const context = {
    now: 0,
    epoch: 1,
    self: 'lab/kube-controller-manager',
    cause: 1,
    send: (_to: string, _type: string, data: unknown) => sent.push(data as ApiRequest),
    after: (_delay: number, type: string, data: unknown) => timers.push({ type, data }),
  } as unknown as Context;
  const take = ({ type, data }: Timer): void => handle(state, { type, data } as SimEvent, context);
  const answer = (resource: string, items: readonly ApiObject[]): void => {
    const { id, client } = sent.find((request) => request.resource === resource) as ApiRequest;
    const response: ApiResponse = {
      id,
      client,
      verb: 'list',
      resource,
      code: 200,
      body: null,
      items,
      revision: 9,
    };
    take({ type: 'response', data: response });
    for (const timer of timers.splice(0)) take(timer);
  };

  take({ type: 'start', data: null });
  answer('pods', [pod('a'), pod('b')]);
  expect(looks).toEqual([]);
  answer('nodes', []);
  expect(looks).toEqual(['default/a', 'default/b']);
});
