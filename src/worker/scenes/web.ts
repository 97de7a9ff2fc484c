/** Three web pods behind a Service, and a client that asks them every second. */
import { client, container, create, deployment, service, type SceneInput } from './manifests';

/** Small enough to be pulled within seconds. */
const IMAGE = 'nginx:1.27';

export const WEB: readonly SceneInput[] = [
  create(
    20_000,
    deployment('web', 3, { containers: [container('nginx', IMAGE, { ports: [{ containerPort: 80 }] })] }),
    `kubectl create deployment web --image=${IMAGE} --replicas=3 --port=80`,
  ),
  create(21_000, service('web', 80), 'kubectl expose deployment web --port=80'),
  create(32_000, client('client', 'http://web'), 'kubectl apply -f client.yaml'),
];
