/**
 * What a pod can learn of itself, as variables and as files. Pure.
 * Models pkg/fieldpath and pkg/api/v1/resource (ExtractContainerResourceValue).
 */
import type { StringMap } from '../api/meta';
import type { Container, Pod, ResourceFieldSelector } from '../api/pod';
import { parseBytes, parseMillicores } from '../api/quantity';
import { allocatableMemory, type Machine } from './kubelet-state';

/** Where a pod runs and under which address: what its spec does not say. */
export interface Self {
  readonly pod: Pod;
  readonly podIp: string;
  readonly machine: Machine;
}

/** `key="value"` per line, by key. Models FormatMap. */
function formatMap(map: StringMap): string {
  return Object.keys(map)
    .sort()
    .map((key) => `${key}=${JSON.stringify(map[key])}`)
    .join('\n');
}

const SUBSCRIPT = /^metadata\.(labels|annotations)\['(.*)'\]$/;

/** The value of `metadata.name`, `status.podIP`, `metadata.labels['app']` … */
export function fieldValue({ pod, podIp, machine }: Self, path: string): string {
  const { name, namespace = '', uid = '', labels = {}, annotations = {} } = pod.metadata;
  switch (path) {
    case 'metadata.name':
      return name;
    case 'metadata.namespace':
      return namespace;
    case 'metadata.uid':
      return uid;
    case 'metadata.labels':
      return formatMap(labels);
    case 'metadata.annotations':
      return formatMap(annotations);
    case 'spec.nodeName':
      return pod.spec.nodeName ?? '';
    case 'spec.serviceAccountName':
      return pod.spec.serviceAccountName ?? '';
    case 'status.hostIP':
    case 'status.hostIPs':
      return machine.ip;
    case 'status.podIP':
    case 'status.podIPs':
      return podIp;
    default: {
      const [, map, key = ''] = SUBSCRIPT.exec(path) ?? [];
      return (map === 'labels' ? labels : annotations)[key] ?? '';
    }
  }
}

function containerNamed({ spec }: Pod, name: string | undefined, own: Container): Container {
  if (name === undefined || name === '') return own;
  return [...spec.containers, ...(spec.initContainers ?? [])].find((one) => one.name === name) ?? own;
}

/** What has no limit is limited by its node. */
export function resourceValue(self: Self, own: Container, reference: ResourceFieldSelector): string {
  const [list = '', resource = ''] = reference.resource.split(/\.(.*)/);
  const { resources } = containerNamed(self.pod, reference.containerName, own);
  const quantity = (list === 'limits' ? resources?.limits : resources?.requests)?.[resource];
  const parse = resource === 'cpu' ? parseMillicores : parseBytes;
  const { cpuMillicores } = self.machine;
  const most =
    resource === 'cpu' ? cpuMillicores : resource === 'memory' ? allocatableMemory(self.machine) : 0;
  const amount = quantity === undefined ? (list === 'limits' ? most : 0) : (parse(quantity) ?? 0);
  const { divisor = '0' } = reference;
  const unit = parse(divisor === '0' || divisor === '' ? '1' : divisor) ?? 1;
  return String(Math.ceil(amount / Math.max(unit, 1)));
}
