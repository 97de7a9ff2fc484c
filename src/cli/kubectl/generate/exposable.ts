/** What `kubectl expose` reads from the thing that it exposes. Models kubectl/pkg/polymorphichelpers. */
import type { KubeObject } from '../client';
import { KubectlError } from '../errors';
import { Fields } from '../fields';

const EXPOSABLE = new Set([
  '/ReplicationController',
  '/Service',
  '/Pod',
  'apps/Deployment',
  'apps/ReplicaSet',
]);

/** Throws for kinds that no Service can stand before. */
export function checkExposable(group: string, kind: string): void {
  if (EXPOSABLE.has(`${group}/${kind}`)) return;
  throw new KubectlError(`cannot expose a ${group === '' ? kind : `${kind}.${group}`}`);
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

/** The labels of the pods behind it: `app=web`. */
export function podSelectorOf(object: KubeObject): string {
  const fields = Fields.of(object);
  const fail = (words: string): never => {
    throw new KubectlError(`couldn't retrieve selectors via --selector flag or introspection: ${words}`);
  };
  const { kind = '' } = object;
  if (kind === 'Pod') {
    if (Object.keys(fields.labels).length === 0) fail('the pod has no labels and cannot be exposed');
    return labelsText(fields.labels);
  }
  if (kind === 'Service' && !fields.has('spec.selector')) fail('the service has no pod selector set');
  if (kind === 'Service' || kind === 'ReplicationController') return labelsText(fields.map('spec.selector'));
  const labels = fields.map('spec.selector.matchLabels');
  if (Object.keys(labels).length === 0) {
    fail(`invalid ${kind.toLowerCase()}: no selectors, therefore cannot be exposed`);
  }
  const expressions = fields.list('spec.selector.matchExpressions');
  if (expressions.length > 0) {
    const texts = expressions.map(
      (each) =>
        `{Key:${each.text('key')} Operator:${each.text('operator')} Values:[${each.texts('values').join(' ')}]}`,
    );
    fail(`couldn't convert expressions - "[${texts.join(' ')}]" to map-based selector format`);
  }
  return labelsText(labels);
}

interface Port {
  readonly port: string;
  readonly protocol: string;
}

function allPorts(object: KubeObject): readonly Port[] {
  const fields = Fields.of(object);
  if (object.kind === 'Service') return fields.list('spec.ports').map((port) => portOf(port, 'port'));
  const spec = object.kind === 'Pod' ? 'spec' : 'spec.template.spec';
  return fields
    .list(`${spec}.containers`)
    .flatMap((container) => container.list('ports').map((port) => portOf(port, 'containerPort')));
}

function portOf(port: Fields, field: string): Port {
  return { port: port.text(field), protocol: port.text('protocol') || 'TCP' };
}

/** Its ports, each once, and the protocols of each. */
export function portsOf(object: KubeObject): {
  readonly ports: readonly string[];
  readonly protocols: ReadonlyMap<string, readonly string[]>;
} {
  const protocols = new Map<string, string[]>();
  for (const { port, protocol } of allPorts(object)) {
    const own = protocols.get(port) ?? [];
    if (!own.includes(protocol)) own.push(protocol);
    protocols.set(port, own);
  }
  return { ports: [...protocols.keys()], protocols };
}
