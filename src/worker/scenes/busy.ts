/** Ten workers and about 150 pods: several applications, agents on every node, and clients that ask. */
import {
  apply,
  client,
  container,
  create,
  daemonSet,
  deployment,
  service,
  type Manifest,
  type SceneInput,
} from './manifests';

export const BUSY_WORKERS = 10;

interface Application {
  readonly name: string;
  readonly replicas: number;
  readonly image: string;
  readonly port: number;
  readonly cpu: string;
  readonly memory: string;
}

const APPLICATIONS: readonly Application[] = [
  { name: 'shop', replicas: 30, image: 'nginx:1.27', port: 80, cpu: '150m', memory: '128Mi' },
  { name: 'search', replicas: 25, image: 'example/search:4.0', port: 8080, cpu: '200m', memory: '256Mi' },
  { name: 'cart', replicas: 20, image: 'example/cart:1.9', port: 8080, cpu: '100m', memory: '128Mi' },
  { name: 'pictures', replicas: 20, image: 'caddy:2', port: 80, cpu: '100m', memory: '96Mi' },
  { name: 'users', replicas: 12, image: 'example/users:3.3', port: 8080, cpu: '100m', memory: '128Mi' },
  { name: 'cache', replicas: 6, image: 'redis:7', port: 6379, cpu: '250m', memory: '512Mi' },
];

function manifestsOf({ name, replicas, image, port, cpu, memory }: Application): Manifest[] {
  const main = container(name, image, {
    ports: [{ containerPort: port }],
    resources: { requests: { cpu, memory } },
  });
  return [deployment(name, replicas, { containers: [main] }), service(name, port)];
}

const SMALL = { resources: { requests: { cpu: '50m', memory: '64Mi' } } };

function agent(name: string, image: string): Manifest {
  return daemonSet(name, { containers: [container(name, image, SMALL)] });
}

const AGENTS = [agent('logs', 'fluent/fluent-bit:3.2'), agent('metrics', 'prom/node-exporter:v1.9.0')];

export const BUSY: readonly SceneInput[] = [
  ...apply(20_000, AGENTS, 'agents.yaml'),
  ...APPLICATIONS.flatMap((application, index) =>
    apply(21_000 + 1000 * index, manifestsOf(application), `${application.name}.yaml`),
  ),
  ...['shop', 'pictures', 'search'].map((name, index) => {
    const port = name === 'search' ? ':8080' : '';
    const asker = client(`${name}-client`, `http://${name}${port}`);
    return create(60_000 + 300 * index, asker, `kubectl apply -f ${name}-client.yaml`);
  }),
];
