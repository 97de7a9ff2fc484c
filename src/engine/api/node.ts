/** Node. Models pkg/apis/core (types, validation) and pkg/registry/core/node/strategy.go. */
import { ageColumn, column, nameColumn, wideColumn } from './columns';
import { conditionOf } from './conditions';
import { canonicalResources } from './container-defaults';
import { deepEqual } from './equal';
import { collect, type FieldError, forbidden, NO_ERRORS } from './field-error';
import type { Column, Kind } from './kind';
import { sortedKeys } from './labels-validation';
import type { StringMap } from './meta';
import { inheritStatus } from './meta-update';
import { validateMeta, validateMetaUpdate } from './meta-validation';
import { dns1123Subdomain } from './names';
import { NODE_STRUCTS } from './node-schema';
import type { Node, NodeSpec, NodeStatus } from './node-types';
import { validateQuantity } from './resources-validation';
import { withFields } from './share';
import { validateTaints } from './taint-validation';

export type * from './node-types';

function defaultStatus(status: NodeStatus | undefined): NodeStatus {
  const { capacity, allocatable } = status ?? {};
  return withFields(status ?? {}, {
    ...(capacity === undefined ? {} : { capacity: canonicalResources(capacity) }),
    ...(allocatable === undefined && capacity === undefined
      ? {}
      : { allocatable: canonicalResources(allocatable ?? capacity ?? {}) }),
  });
}

/** The first of `podCIDRs` has a field of its own, from the time before dual stack. It wins when they differ. */
function mirrorPodCidr(spec: NodeSpec): NodeSpec {
  const { podCIDR = '', podCIDRs = [] } = spec;
  const [first = ''] = podCIDRs;
  if (podCIDR === first) return spec;
  return podCIDR === '' ? { ...spec, podCIDR: first } : { ...spec, podCIDRs: [podCIDR] };
}

function applyDefaults(node: Node): Node {
  return withFields(node, { spec: mirrorPodCidr(node.spec ?? {}), status: defaultStatus(node.status) });
}

function validateQuantities(list: StringMap | undefined, field: string): readonly FieldError[] {
  if (list === undefined) return NO_ERRORS;
  return collect(
    ...sortedKeys(list).map((name) => validateQuantity(name, list[name] ?? '0', `${field}.${name}`)),
  );
}

/** The path of taints says `metadata` because upstream's does. */
function validateCreate(node: Node): readonly FieldError[] {
  return collect(
    validateMeta(node.metadata, { namespaced: false, rule: dns1123Subdomain, core: true }),
    validateTaints(node.spec.taints, 'metadata.taints'),
    validateQuantities(node.status.capacity, 'status.capacity'),
    validateQuantities(node.status.allocatable, 'status.allocatable'),
  );
}

function validatePodCidrs(node: Node, old: Node): readonly FieldError[] {
  const before = old.spec.podCIDRs ?? [];
  if (before.length === 0 || deepEqual(before, node.spec.podCIDRs ?? [])) return NO_ERRORS;
  return [forbidden('spec.podCIDRs', 'node updates may not change podCIDR except from "" to valid')];
}

/** Models ValidateNodeUpdate. */
function validateChange(node: Node, old: Node): readonly FieldError[] {
  const providerId = old.spec.providerID ?? '';
  return collect(
    validateMetaUpdate(node.metadata, old.metadata),
    validatePodCidrs(node, old),
    providerId !== '' && providerId !== node.spec.providerID
      ? [forbidden('spec.providerID', 'node updates may not change providerID except from "" to valid')]
      : NO_ERRORS,
  );
}

function validateStatusUpdate(node: Node, old: Node): readonly FieldError[] {
  return collect(
    validateQuantities(node.status.capacity, 'status.capacity'),
    validateQuantities(node.status.allocatable, 'status.allocatable'),
    validateChange(node, old),
  );
}

const ROLE_PREFIX = 'node-role.kubernetes.io/';

/** Models findNodeRoles. */
function nodeRoles(node: Node): readonly string[] {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(node.metadata.labels ?? {})) {
    if (key.startsWith(ROLE_PREFIX) && key.length > ROLE_PREFIX.length)
      roles.add(key.slice(ROLE_PREFIX.length));
    else if (key === 'kubernetes.io/role' && value !== '') roles.add(value);
  }
  return [...roles].sort();
}

/** The STATUS cell: a node that is not known to be ready is not ready. */
function nodeStatusColumn(node: Node): string {
  const ready = conditionOf(node.status.conditions, 'Ready');
  const text = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return node.spec.unschedulable === true ? `${text},SchedulingDisabled` : text;
}

function address(node: Node, type: string): string {
  return node.status.addresses?.find((candidate) => candidate.type === type)?.address ?? '<none>';
}

function info(name: string, key: string): Column<Node> {
  return wideColumn(name, ({ status }) => status.nodeInfo?.[key] || '<unknown>');
}

export const nodeKind: Kind<Node> = {
  group: '',
  version: 'v1',
  kind: 'Node',
  resource: 'nodes',
  singular: 'node',
  shortNames: ['no'],
  namespaced: false,
  storagePrefix: 'minions',
  structs: NODE_STRUCTS,
  hasStatus: true,
  hasGeneration: false,
  hasScale: false,
  gracePeriodSeconds: () => 0,
  applyDefaults,
  // A kubelet registers its node with its status, so a new node keeps it.
  prepareForCreate: (node) => node,
  prepareForUpdate: inheritStatus,
  validateCreate,
  validateUpdate: (node, old) => collect(validateCreate(node), validateChange(node, old)),
  validateStatusUpdate,
  selectableFields: { 'spec.unschedulable': ({ spec }) => String(spec.unschedulable === true) },
  columns: [
    nameColumn,
    column('Status', nodeStatusColumn),
    column('Roles', (node) => nodeRoles(node).join(',') || '<none>'),
    ageColumn,
    column('Version', ({ status }) => status.nodeInfo?.['kubeletVersion'] ?? ''),
    wideColumn('Internal-IP', (node) => address(node, 'InternalIP')),
    wideColumn('External-IP', (node) => address(node, 'ExternalIP')),
    info('OS-Image', 'osImage'),
    info('Kernel-Version', 'kernelVersion'),
    info('Container-Runtime', 'containerRuntimeVersion'),
  ],
};
