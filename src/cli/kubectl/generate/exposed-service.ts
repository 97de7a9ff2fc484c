/** The Service of `kubectl expose` and `run --expose`. Models kubectl/pkg/cmd/expose (createService). */
import type { KubeObject } from '../client';
import { KubectlError } from '../errors';
import { goAtoiError } from './go-numbers';
import { parseLabels } from './labels';
import { filled, filledList, filledText, metadataOf } from './metadata';

export interface ExposeInput {
  readonly name: string;
  readonly namespace: string;
  /** `app=web`. */
  readonly selector: string;
  readonly labels: string;
  /** Numbers with commas; '' for a headless Service without ports. */
  readonly ports: string;
  /** By port, from the exposed object. */
  readonly protocols: ReadonlyMap<string, readonly string[]>;
  readonly protocol: string;
  readonly targetPort: string;
  readonly externalIP: string;
  readonly type: string;
  readonly loadBalancerIP: string;
  readonly sessionAffinity: string;
  readonly clusterIP: string;
}

interface ServicePort {
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
}

function portsOf(input: ExposeInput): readonly ServicePort[] {
  if (input.ports === '') return [];
  const words = input.ports.split(',');
  return words.flatMap((text, i) => {
    if (!/^[+-]?\d+$/.test(text)) throw new KubectlError(goAtoiError('Atoi', text));
    const name = words.length > 1 ? `port-${i + 1}` : '';
    const port = Number(text);
    if (input.protocol !== '') return [{ name, protocol: input.protocol, port }];
    const found = input.protocols.get(text) ?? [];
    if (found.length < 2) return [{ name, protocol: found[0] ?? 'TCP', port }];
    return found.map((protocol) => ({
      name: `port-${i + 1}-${protocol.toLowerCase()}`,
      protocol,
      port,
    }));
  });
}

function affinity(text: string): object {
  if (text === '') return {};
  if (text !== 'None' && text !== 'ClientIP') throw new KubectlError(`unknown session affinity: ${text}`);
  return { sessionAffinity: text };
}

export function exposedService(input: ExposeInput): KubeObject {
  const { name, namespace, targetPort, externalIP, type, clusterIP } = input;
  if (input.selector === '') throw new KubectlError('selector must be specified');
  const selector = parseLabels(input.selector);
  const labels = input.labels === '' ? undefined : parseLabels(input.labels);
  const target = /^[+-]?\d+$/.test(targetPort) ? Number(targetPort) : targetPort;
  const ports = portsOf(input).map((port) => ({
    ...filledText('name', port.name),
    protocol: port.protocol,
    port: port.port,
    targetPort: target === '' ? port.port : target,
  }));
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: metadataOf({ name, namespace, labels }),
    spec: {
      ...filledList('ports', ports),
      ...filled('selector', selector),
      ...filledText('clusterIP', clusterIP),
      ...filledText('type', type),
      ...(externalIP === '' ? {} : { externalIPs: [externalIP] }),
      ...affinity(input.sessionAffinity),
      ...(type === 'LoadBalancer' ? filledText('loadBalancerIP', input.loadBalancerIP) : {}),
    },
    status: { loadBalancer: {} },
  };
}
