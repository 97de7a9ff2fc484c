/** Services and Ingresses of `kubectl create`. Models kubectl/pkg/cmd/create/create_{service,ingress}.go. */
import { dns1123Subdomain, portName, portNumber } from '../../../engine/api/names';
import type { KubeObject } from '../client';
import { KubectlError } from '../errors';
import { goAtoiError } from './go-numbers';
import { filled, filledList, filledText, metadataOf } from './metadata';

export interface ServiceInput {
  readonly name: string;
  readonly namespace: string;
  readonly type: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName';
  readonly tcp: readonly string[];
  readonly clusterIP: string;
  readonly externalName: string;
  /** 0: the server chooses. */
  readonly nodePort: number;
}

/** A port between 0 and 65535, in the words of strconv when it is none. */
function parsePort(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) > 65_535)
    throw new KubectlError(goAtoiError('ParseUint', text, 65_535));
  return Number(text);
}

function parsePorts(text: string): { port: number; targetPort: number | string } {
  const [first = '', second] = text.split(':');
  const port = parsePort(first);
  if (second === undefined) return { port, targetPort: port };
  if (!/^[+-]?\d+$/.test(second)) {
    const errors = portName(second);
    if (errors.length > 0) throw new KubectlError(errors.join(','));
    return { port, targetPort: second };
  }
  const errors = portNumber(Number(second));
  if (errors.length > 0) throw new KubectlError(errors.join(','));
  return { port, targetPort: Number(second) };
}

function check({ type, clusterIP, tcp, externalName }: ServiceInput): void {
  if (clusterIP === 'None' && type !== 'ClusterIP') {
    throw new KubectlError('ClusterIP=None can only be used with ClusterIP service type');
  }
  if (clusterIP !== 'None' && tcp.length === 0 && type !== 'ExternalName') {
    throw new KubectlError('at least one tcp port specifier must be provided');
  }
  if (type === 'ExternalName' && dns1123Subdomain(externalName).length > 0) {
    throw new KubectlError(`invalid service external name ${externalName}`);
  }
}

export function service(input: ServiceInput): KubeObject {
  check(input);
  const { name, namespace, type, tcp, clusterIP, externalName, nodePort } = input;
  const labels = { app: name };
  const ports = tcp.map((text) => ({
    name: text.replaceAll(':', '-'),
    protocol: 'TCP',
    ...parsePorts(text),
    ...(nodePort === 0 ? {} : { nodePort }),
  }));
  return {
    kind: 'Service',
    apiVersion: 'v1',
    metadata: metadataOf({ name, namespace, labels }),
    spec: {
      ...filledList('ports', ports),
      ...filled('selector', labels),
      ...filledText('clusterIP', clusterIP),
      type,
      ...filledText('externalName', externalName),
    },
    status: { loadBalancer: {} },
  };
}

export interface IngressInput {
  readonly name: string;
  readonly namespace: string;
  readonly className: string;
  readonly defaultBackend: string;
  readonly rules: readonly string[];
  readonly annotations: readonly string[];
}

const RULE = /^[\w*\-.]*\/.*=[\w-]+:[\w-]+(?:,tls=?(?:[\w-]+)?)?/;

function checkIngress({ defaultBackend, rules, annotations }: IngressInput): void {
  if (defaultBackend === '' && rules.length === 0) {
    throw new KubectlError(
      'not enough information provided: every ingress has to either specify a default-backend (which catches all traffic) or a list of rules (which catch specific paths)',
    );
  }
  const rule = rules.find((text) => !RULE.test(text));
  if (rule !== undefined) {
    throw new KubectlError(
      `rule ${rule} is invalid and should be in format host/path=svcname:svcport[,tls[=secret]]`,
    );
  }
  const annotation = annotations.find((text) => !text.includes('='));
  if (annotation !== undefined) {
    throw new KubectlError(`annotation ${annotation} is invalid and should be in format key=[value]`);
  }
  if (defaultBackend !== '' && defaultBackend.split(':').length !== 2) {
    throw new KubectlError('default-backend should be in format servicename:serviceport');
  }
}

/** `name:port`, the port as number or name. */
function backend(text: string): object {
  const [name, port = ''] = text.split(':');
  return { service: { name, port: /^[+-]?\d+$/.test(port) ? { number: Number(port) } : { name: port } } };
}

interface Tls {
  hosts: string[];
  secretName: string;
}

/** Hosts of the same secret stand together; a host counts once. */
function tlsOf(rules: readonly string[]): readonly object[] {
  const all: Tls[] = [];
  const seen = new Set<string>();
  for (const rule of rules) {
    const [, tls, ...more] = rule.split(',');
    if (tls === undefined || more.length > 0) continue;
    const host = rule.split('/')[0] ?? '';
    if (seen.has(host)) continue;
    seen.add(host);
    const secretName = tls.split('=')[1] ?? '';
    const same = all.find((other) => other.secretName === secretName);
    if (same !== undefined) same.hosts.push(host);
    else if (host !== '' || secretName !== '') all.push({ hosts: host === '' ? [] : [host], secretName });
  }
  return all.map(({ hosts, secretName }) => ({
    ...filledList('hosts', hosts),
    ...filledText('secretName', secretName),
  }));
}

/** `path=service:port`; a `*` at the end makes it a prefix. */
function ingressPath(text: string): object {
  const [path = '', target = ''] = text.split('=');
  const isPrefix = `/${path}`.endsWith('*');
  return {
    path: isPrefix ? `/${path.slice(0, -1)}` : `/${path}`,
    pathType: isPrefix ? 'Prefix' : 'Exact',
    backend: backend(target),
  };
}

function rulesOf(rules: readonly string[]): readonly object[] {
  const byHost = new Map<string, object[]>();
  for (const rule of rules) {
    const bare = rule.split(',')[0] ?? '';
    const slash = bare.indexOf('/');
    const host = bare.slice(0, slash);
    const paths = byHost.get(host) ?? [];
    paths.push(ingressPath(bare.slice(slash + 1)));
    byHost.set(host, paths);
  }
  return [...byHost].map(([host, paths]) => ({ ...filledText('host', host), http: { paths } }));
}

export function ingress(input: IngressInput): KubeObject {
  checkIngress(input);
  const annotations = Object.fromEntries(
    input.annotations.map((text) => {
      const at = text.indexOf('=');
      return [text.slice(0, at), text.slice(at + 1)];
    }),
  );
  const { name, namespace, className, defaultBackend, rules } = input;
  return {
    kind: 'Ingress',
    apiVersion: 'networking.k8s.io/v1',
    metadata: metadataOf({ name, namespace, annotations }),
    spec: {
      ...filledText('ingressClassName', className),
      ...(defaultBackend === '' ? {} : { defaultBackend: backend(defaultBackend) }),
      ...filledList('tls', tlsOf(rules)),
      ...filledList('rules', rulesOf(rules)),
    },
    status: { loadBalancer: {} },
  };
}
