import { expect, it } from 'vitest';
import { strategicMergePatch } from './patch';

it('ports of a container merge by their number, those of a Service by their own, those of a slice not at all', () => {
  const containers = [{ name: 'a', ports: [{ containerPort: 80 }] }];
  expect(
    strategicMergePatch(
      { spec: { containers } },
      { spec: { containers: [{ name: 'a', ports: [{ containerPort: 81 }] }] } },
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
    ),
  ).toEqual({ spec: { ports: [{ port: 80, nodePort: 30_000, targetPort: 'web' }] } });
  expect(strategicMergePatch({ ports: [{ port: 80 }] }, { ports: [{ port: 81 }] })).toEqual({
    ports: [{ port: 81 }],
  });
});

it('secrets of a ServiceAccount merge by name', () => {
  const account = { secrets: [{ name: 'a' }], imagePullSecrets: [{ name: 'x' }] };
  expect(strategicMergePatch(account, { secrets: [{ name: 'b' }] })).toEqual({
    ...account,
    secrets: [{ name: 'b' }, { name: 'a' }],
  });
});

it('the order of a Service’s ports is that of the client', () => {
  const ports = [{ port: 80 }, { port: 81 }, { port: 82 }];
  const order = [{ port: 82 }, { port: 80 }, { port: 81 }];
  expect(strategicMergePatch({ spec: { ports } }, { spec: { '$setElementOrder/ports': order } })).toEqual({
    spec: { ports: order },
  });
});
