import { expect, it } from 'vitest';
import { strategicMergePatch } from './patch';

it('ports of a container merge by their number, those of a Service by their own, those of a slice not at all', () => {
  const containers = [{ name: 'a', ports: [{ containerPort: 80 }] }];
  expect(
    strategicMergePatch(
      { spec: { containers } },
      { spec: { containers: [{ name: 'a', ports: [{ containerPort: 81 }] }] } },
      'Pod',
    ),
  ).toEqual({ spec: { containers: [{ name: 'a', ports: [{ containerPort: 81 }, { containerPort: 80 }] }] } });
  expect(
    strategicMergePatch(
      { spec: { ports: [{ port: 80, nodePort: 30_000 }, { port: 81 }] } },
      {
        spec: {
          ports: [
            { port: 80, targetPort: 'web' },
            { port: 81, $patch: 'delete' },
          ],
        },
      },
      'Service',
    ),
  ).toEqual({ spec: { ports: [{ port: 80, nodePort: 30_000, targetPort: 'web' }] } });
  expect(strategicMergePatch({ ports: [{ port: 80 }] }, { ports: [{ port: 81 }] }, 'EndpointSlice')).toEqual({
    ports: [{ port: 81 }],
  });
});

it('secrets of a ServiceAccount merge by name', () => {
  const account = { secrets: [{ name: 'a' }], imagePullSecrets: [{ name: 'x' }] };
  expect(strategicMergePatch(account, { secrets: [{ name: 'b' }] }, 'ServiceAccount')).toEqual({
    ...account,
    secrets: [{ name: 'b' }, { name: 'a' }],
  });
});

it('the order of a Service’s ports is that of the client', () => {
  const ports = [{ port: 80 }, { port: 81 }, { port: 82 }];
  const order = [{ port: 82 }, { port: 80 }, { port: 81 }];
  expect(
    strategicMergePatch({ spec: { ports } }, { spec: { '$setElementOrder/ports': order } }, 'Service'),
  ).toEqual({
    spec: { ports: order },
  });
});

it('ports of a NetworkPolicy and of Endpoints are one value, as are the rules that they stand in', () => {
  const policy = { spec: { ingress: [{ ports: [{ port: 80 }] }], egress: [{ ports: [{ port: 53 }] }] } };
  const patch = { spec: { egress: [{ ports: [{ port: 443 }] }] } };
  expect(strategicMergePatch(policy, patch, 'NetworkPolicy')).toEqual({
    spec: { ...policy.spec, ...patch.spec },
  });
  const subsets = [{ ports: [{ port: 1 }] }];
  expect(strategicMergePatch({ subsets: [] }, { subsets }, 'Endpoints')).toEqual({ subsets });
});

it('conditions of a Job merge by type, the selector of a budget is replaced', () => {
  const done = { type: 'Complete', status: 'True' };
  const status = { conditions: [{ type: 'Suspended', status: 'False' }] };
  expect(strategicMergePatch({ status }, { status: { conditions: [done] } }, 'Job')).toEqual({
    status: { conditions: [done, ...status.conditions] },
  });
  const selector = { matchLabels: { app: 'b' } };
  expect(
    strategicMergePatch(
      { spec: { selector: { matchLabels: { app: 'a', tier: 'x' } } } },
      { spec: { selector } },
      'PodDisruptionBudget',
    ),
  ).toEqual({ spec: { selector } });
});

it('drivers of a CSINode merge by name, and nothing is merged inside of what has no schema', () => {
  const spec = { drivers: [{ name: 'a', nodeID: '1' }] };
  expect(
    strategicMergePatch({ spec }, { spec: { drivers: [{ name: 'a', nodeID: '2' }] } }, 'CSINode'),
  ).toEqual({
    spec: { drivers: [{ name: 'a', nodeID: '2' }] },
  });
  const data = { containers: [{ name: 'a' }] };
  expect(
    strategicMergePatch({ data }, { data: { containers: [{ name: 'b' }] } }, 'ControllerRevision'),
  ).toEqual({ data: { containers: [{ name: 'b' }] } });
});
