import { describe, expect, it } from 'vitest';
import { type Lease, leaseKind } from './lease';
import { type Namespace, namespaceKind } from './namespace';
import { type Node, nodeKind } from './node';

const worker: Node = {
  apiVersion: 'v1',
  kind: 'Node',
  metadata: {
    name: 'worker-1',
    labels: { 'node-role.kubernetes.io/worker': '', 'kubernetes.io/role': 'gpu' },
  },
  spec: { podCIDR: '10.244.1.0/24' },
  status: {
    capacity: { cpu: '4', memory: '8192Mi' },
    conditions: [{ type: 'Ready', status: 'True' }],
    addresses: [{ type: 'InternalIP', address: '10.0.0.2' }],
    nodeInfo: { kubeletVersion: 'v1.33.4', osImage: 'Debian GNU/Linux 12' },
  },
};

describe('Node', () => {
  it('offers all it has when nothing is said, and mirrors its pod range', () => {
    const node = nodeKind.applyDefaults(worker);
    expect(node.status.allocatable).toEqual({ cpu: '4', memory: '8Gi' });
    expect(node.spec.podCIDRs).toEqual(['10.244.1.0/24']);
    expect(nodeKind.applyDefaults(node)).toBe(node);
  });

  it('keeps its status when it registers', () => {
    expect(nodeKind.prepareForCreate(worker)).toBe(worker);
  });

  it('has valid taints; the real path says metadata', () => {
    const taints = [
      { key: 'a b', effect: 'NoSchedule' },
      { key: 'a', effect: '' },
      { key: 'a', effect: 'Never' },
      { key: 'a', effect: 'NoExecute' },
      { key: 'a', effect: 'NoExecute', value: 'x' },
    ];
    const errors = nodeKind.validateCreate({ ...worker, spec: { taints } });
    expect(errors.map(({ field }) => field)).toEqual([
      'metadata.taints[0].key',
      'metadata.taints[1].effect',
      'metadata.taints[2].effect',
      'metadata.taints[4]',
    ]);
    expect(errors[2]?.detail).toBe(
      'Unsupported value: "Never": supported values: "NoSchedule", "PreferNoSchedule", "NoExecute"',
    );
    expect(errors[3]?.detail).toBe(
      'Duplicate value: core.Taint{Key:"a", Value:"x", Effect:"NoExecute", TimeAdded:<nil>}: taints must be unique by key and effect pair',
    );
  });

  it('keeps its pod ranges and its provider', () => {
    const old = nodeKind.applyDefaults({
      ...worker,
      spec: { podCIDR: '10.244.1.0/24', providerID: 'kind://a' },
    });
    const next: Node = { ...old, spec: { podCIDRs: ['10.244.2.0/24'], providerID: 'kind://b' } };
    expect(nodeKind.validateUpdate(next, old).map(({ field, detail }) => `${field}: ${detail}`)).toEqual([
      'spec.podCIDRs: Forbidden: node updates may not change podCIDR except from "" to valid',
      'spec.providerID: Forbidden: node updates may not change providerID except from "" to valid',
    ]);
  });

  it('is printed with roles and addresses', () => {
    const cells = (node: Node) => nodeKind.columns.map((column) => column.cell(node, 0));
    expect(cells(worker)).toEqual([
      'worker-1',
      'Ready',
      'gpu,worker',
      '<unknown>',
      'v1.33.4',
      '10.0.0.2',
      '<none>',
      'Debian GNU/Linux 12',
      '<unknown>',
      '<unknown>',
    ]);
    const unknown: Node = {
      ...worker,
      metadata: { name: 'x' },
      spec: { unschedulable: true },
      status: { conditions: [{ type: 'Ready', status: 'Unknown' }] },
    };
    expect(cells(unknown).slice(1, 3)).toEqual(['NotReady,SchedulingDisabled', '<none>']);
    expect(cells({ ...unknown, status: {} })[1]).toBe('Unknown,SchedulingDisabled');
  });
});

describe('Namespace', () => {
  const given: Namespace = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'shop' },
    spec: {},
    status: {},
  };

  it('is born active, with its name as a label and a finalizer', () => {
    expect(namespaceKind.prepareForCreate(namespaceKind.applyDefaults(given))).toEqual({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'shop', labels: { 'kubernetes.io/metadata.name': 'shop' } },
      spec: { finalizers: ['kubernetes'] },
      status: { phase: 'Active' },
    });
  });

  it('keeps its finalizers on update', () => {
    const old = namespaceKind.prepareForCreate(given);
    expect(namespaceKind.prepareForUpdate({ ...old, spec: {}, status: {} }, old)).toEqual(old);
    const done = namespaceKind.applyDefaults(old);
    expect(namespaceKind.applyDefaults(done)).toBe(done);
  });

  it('has a DNS label as its name', () => {
    const dotted = { ...given, metadata: { name: 'shop.eu' } };
    expect(namespaceKind.validateCreate(dotted)[0]?.detail).toBe(
      'Invalid value: "shop.eu": must not contain dots',
    );
  });

  it('takes no new finalizers once it is being deleted', () => {
    const old: Namespace = {
      ...given,
      metadata: { name: 'shop', deletionTimestamp: '2026-06-01T09:00:00Z' },
    };
    const next: Namespace = { ...old, metadata: { ...old.metadata, finalizers: ['example.com/b'] } };
    expect(namespaceKind.validateUpdate(next, old).map(({ field, detail }) => `${field}: ${detail}`)).toEqual(
      [
        'metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers []string{"example.com/b"}',
      ],
    );
  });

  it('is Terminating exactly while it is being deleted', () => {
    const wrong: Namespace = { ...given, status: { phase: 'Terminating' } };
    expect(namespaceKind.validateStatusUpdate?.(wrong, given)).toEqual([
      {
        reason: 'FieldValueInvalid',
        field: 'status.Phase',
        detail: 'Invalid value: "Terminating": may only be \'Active\' if `deletionTimestamp` is empty',
      },
    ]);
  });
});

describe('Lease', () => {
  it('lasts, and changes hands forward only', () => {
    const lease: Lease = {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { name: 'worker-1', namespace: 'kube-node-lease' },
      spec: { holderIdentity: 'worker-1', leaseDurationSeconds: 0, leaseTransitions: -1 },
    };
    expect(leaseKind.validateCreate(lease).map(({ field, detail }) => `${field}: ${detail}`)).toEqual([
      'spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0',
      'spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0',
    ]);
    expect(leaseKind.columns.map((column) => column.cell(lease, 0))).toEqual([
      'worker-1',
      'worker-1',
      '<unknown>',
    ]);
  });
});

describe('owner references and finalizers', () => {
  const owner = { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'a', uid: 'u', controller: true };
  const mistakes = (metadata: Partial<Node['metadata']>) =>
    nodeKind
      .validateCreate({ ...worker, metadata: { name: 'a', ...metadata } })
      .map(({ field, detail }) => `${field}: ${detail}`);

  it('allow one controller', () => {
    expect(mistakes({ ownerReferences: [owner, { ...owner, name: 'b' }] })).toEqual([
      'metadata.ownerReferences: Invalid value: []v1.OwnerReference{v1.OwnerReference{APIVersion:"apps/v1", Kind:"ReplicaSet", Name:"a", UID:"u", Controller:(*bool)(0xc000000000), BlockOwnerDeletion:(*bool)(nil)}, v1.OwnerReference{APIVersion:"apps/v1", Kind:"ReplicaSet", Name:"b", UID:"u", Controller:(*bool)(0xc000000000), BlockOwnerDeletion:(*bool)(nil)}}: Only one reference can have Controller set to true. Found "true" in references for ReplicaSet/a and ReplicaSet/b',
    ]);
    expect(mistakes({ ownerReferences: [{ ...owner, uid: '' }] })).toEqual([
      'metadata.ownerReferences.uid: Invalid value: "": uid must not be empty',
    ]);
  });

  it('know only standard finalizers without a domain', () => {
    expect(mistakes({ finalizers: ['mine', 'example.com/mine', 'orphan'] })).toEqual([
      'metadata.finalizers[0]: Invalid value: "mine": name is neither a standard finalizer name nor is it fully qualified',
    ]);
  });
});
