/** `kubectl cluster-info`. Models kubectl/pkg/cmd/clusterinfo/clusterinfo.go. */
import { SERVICES } from '../built-in-kinds';
import type { KubeObject } from '../client';
import type { Command } from '../command';
import { clusterDumpCommand } from './cluster-info-dump';

interface ServicePort {
  readonly name?: string;
  readonly port: number;
}

export const clusterInfoCommand: Command = {
  name: 'cluster-info',
  use: 'cluster-info [flags]',
  short: 'Display cluster information',
  long: `Display addresses of the control plane and services with label kubernetes.io/cluster-service=true. To further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.`,
  examples: `
# Where the control plane and the services of the cluster are
kubectl cluster-info`,
  flags: [],
  subcommands: [clusterDumpCommand],
  async run(call) {
    const namespace = call.flags.string('namespace') || 'kube-system';
    const { items } = await call.client.list(SERVICES, namespace, {
      labelSelector: 'kubernetes.io/cluster-service=true',
    });
    const print = (name: string, link: string) => `${name} is running at ${link}\n`;
    call.out(print('Kubernetes control plane', call.server));
    for (const service of items) {
      const name = service.metadata.labels?.['kubernetes.io/name'] ?? service.metadata.name;
      call.out(print(name, linkTo(call.server, service)));
    }
    call.out("\nTo further debug and diagnose cluster problems, use 'kubectl cluster-info dump'.\n");
    return 0;
  },
};

function linkTo(server: string, service: KubeObject): string {
  const spec = (service['spec'] ?? {}) as { readonly ports?: readonly ServicePort[] };
  const status = (service['status'] ?? {}) as {
    readonly loadBalancer?: {
      readonly ingress?: readonly { readonly ip?: string; readonly hostname?: string }[];
    };
  };
  const { ports = [] } = spec;
  const [ingress] = status.loadBalancer?.ingress ?? [];
  if (ingress !== undefined)
    return ports.map(({ port }) => `http://${ingress.ip || (ingress.hostname ?? '')}:${port} `).join('');
  const { name, namespace = '' } = service.metadata;
  return `${server}/api/v1/namespaces/${namespace}/services/${proxyName(name, ports[0])}/proxy`;
}

/** `https:web:http`: scheme, name and port of a Service's proxy. Models JoinSchemeNamePort. */
function proxyName(name: string, port: ServicePort | undefined): string {
  if (port === undefined) return name;
  const scheme = port.name === 'https' || port.port === 443 ? 'https' : '';
  if (scheme !== '') return `${scheme}:${name}:${port.name ?? ''}`;
  return port.name === undefined || port.name === '' ? name : `${name}:${port.name}`;
}
