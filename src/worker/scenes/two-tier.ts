/** A frontend that asks a backend, a database behind it, probes on all of them, and settings in a ConfigMap. */
import {
  apply,
  askEvery,
  client,
  configMap,
  container,
  create,
  deployment,
  service,
  type Manifest,
  type SceneInput,
} from './manifests';

const SETTINGS = configMap('settings', { BACKEND_URL: 'http://backend:8080', GREETING: 'hello' });

function httpProbe(path: string, port: number): Readonly<Record<string, unknown>> {
  return { httpGet: { path, port }, periodSeconds: 5 };
}

const FRONTEND: readonly Manifest[] = [
  deployment('frontend', 2, {
    containers: [
      container('nginx', 'nginx:1.27', {
        ports: [{ containerPort: 80 }],
        readinessProbe: httpProbe('/', 80),
        livenessProbe: { ...httpProbe('/', 80), initialDelaySeconds: 5 },
      }),
      container('asker', 'busybox:1.37', {
        args: askEvery(2, '$BACKEND_URL'),
        envFrom: [{ configMapRef: { name: 'settings' } }],
      }),
    ],
    terminationGracePeriodSeconds: 5,
  }),
  service('frontend', 80),
];

const BACKEND: readonly Manifest[] = [
  deployment('backend', 3, {
    containers: [
      container('api', 'example/api:2.1', {
        ports: [{ containerPort: 8080 }],
        envFrom: [{ configMapRef: { name: 'settings' } }],
        readinessProbe: httpProbe('/healthz', 8080),
        resources: { requests: { cpu: '250m', memory: '128Mi' }, limits: { memory: '256Mi' } },
      }),
    ],
  }),
  service('backend', 8080),
];

const REDIS: readonly Manifest[] = [
  deployment('redis', 1, {
    containers: [
      container('redis', 'redis:7', {
        ports: [{ containerPort: 6379 }],
        readinessProbe: { tcpSocket: { port: 6379 }, periodSeconds: 5 },
        resources: { requests: { cpu: '100m', memory: '64Mi' } },
      }),
    ],
  }),
  service('redis', 6379),
];

export const TWO_TIER: readonly SceneInput[] = [
  ...apply(20_000, [SETTINGS], 'settings.yaml'),
  ...apply(20_500, REDIS, 'redis.yaml'),
  ...apply(21_000, BACKEND, 'backend.yaml'),
  ...apply(21_500, FRONTEND, 'frontend.yaml'),
  create(36_000, client('client', 'http://frontend'), 'kubectl apply -f client.yaml'),
];
