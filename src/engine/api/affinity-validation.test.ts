import { describe, expect, it } from 'vitest';
import { created, createMistakes, updateMistakes } from '../testing/admitted';
import { podKind } from './pod';

const CONTAINERS = [{ name: 'web', image: 'nginx:1.27' }];
const REQUIRED = 'requiredDuringSchedulingIgnoredDuringExecution';
const PREFERRED = 'preferredDuringSchedulingIgnoredDuringExecution';

const mistakes = (spec: object) => createMistakes(podKind, { spec: { containers: CONTAINERS, ...spec } });
const nodeTerms = (terms: readonly object[]) => ({
  affinity: { nodeAffinity: { [REQUIRED]: { nodeSelectorTerms: terms } } },
});

describe('node affinity', () => {
  const field = `spec.affinity.nodeAffinity.${REQUIRED}.nodeSelectorTerms`;

  it('accepts every operator with what it needs', () => {
    const matchExpressions = [
      { key: 'disk', operator: 'In', values: ['ssd'] },
      { key: 'disk', operator: 'NotIn', values: ['hdd', 'tape'] },
      { key: 'gpu', operator: 'Exists' },
      { key: 'old', operator: 'DoesNotExist' },
      { key: 'cores', operator: 'Gt', values: ['4'] },
      { key: 'cores', operator: 'Lt', values: ['64'] },
    ];
    const matchFields = [{ key: 'metadata.name', operator: 'In', values: ['worker-1'] }];
    expect(mistakes(nodeTerms([{ matchExpressions, matchFields }, {}]))).toEqual([]);
  });

  it('explains what is wrong', () => {
    const matchExpressions = [
      { key: 'disk', operator: 'In' },
      { key: 'gpu', operator: 'Exists', values: ['x'] },
      { key: 'cores', operator: 'Gt', values: ['4', '5'] },
      { key: 'disk', operator: 'Equals', values: ['ssd'] },
    ];
    const matchFields = [{ key: 'metadata.labels', operator: 'Exists' }];
    expect(mistakes(nodeTerms([{ matchExpressions, matchFields }]))).toEqual([
      `${field}[0].matchExpressions[0].values: Required value: must be specified when \`operator\` is 'In' or 'NotIn'`,
      `${field}[0].matchExpressions[1].values: Forbidden: may not be specified when \`operator\` is 'Exists' or 'DoesNotExist'`,
      `${field}[0].matchExpressions[2].values: Required value: must be specified single value when \`operator\` is 'Lt' or 'Gt'`,
      `${field}[0].matchExpressions[3].operator: Invalid value: "Equals": not a valid selector operator`,
      `${field}[0].matchFields[0].operator: Invalid value: "Exists": not a valid selector operator`,
      `${field}[0].matchFields[0].key: Invalid value: "metadata.labels": not a valid field selector key`,
    ]);
    expect(mistakes(nodeTerms([]))).toEqual([
      `${field}: Required value: must have at least one node selector term`,
    ]);
  });

  it('weighs preferences from 1 to 100', () => {
    const preferred = (weight: number) => ({
      affinity: { nodeAffinity: { [PREFERRED]: [{ weight, preference: {} }] } },
    });
    expect(mistakes(preferred(100))).toEqual([]);
    expect(mistakes(preferred(0))).toEqual([
      `spec.affinity.nodeAffinity.${PREFERRED}[0].weight: Invalid value: 0: must be in the range 1-100`,
    ]);
    expect(mistakes(preferred(101))).toHaveLength(1);
  });
});

describe('pod affinity', () => {
  const labelSelector = { matchLabels: { app: 'web' } };

  it('needs a topology key', () => {
    const term = { labelSelector, topologyKey: 'kubernetes.io/hostname' };
    const affinity = {
      podAffinity: { [REQUIRED]: [term] },
      podAntiAffinity: { [PREFERRED]: [{ weight: 5, podAffinityTerm: term }] },
    };
    expect(mistakes({ affinity })).toEqual([]);
    const field = `spec.affinity.podAntiAffinity.${REQUIRED}[0]`;
    expect(mistakes({ affinity: { podAntiAffinity: { [REQUIRED]: [{ labelSelector }] } } })).toEqual([
      `${field}.topologyKey: Required value: can not be empty`,
      `${field}.topologyKey: Invalid value: "": name part must be non-empty`,
      expect.stringContaining(`${field}.topologyKey: Invalid value: "": name part must consist of`),
    ]);
  });

  it('checks weights, selectors and namespaces', () => {
    const podAffinityTerm = {
      labelSelector: { matchExpressions: [{ key: 'app', operator: 'Is' }] },
      namespaces: ['My_Team'],
      topologyKey: 'zone',
    };
    const field = `spec.affinity.podAffinity.${PREFERRED}[0]`;
    expect(
      mistakes({ affinity: { podAffinity: { [PREFERRED]: [{ weight: 500, podAffinityTerm }] } } }),
    ).toEqual([
      `${field}.weight: Invalid value: 500: must be in the range 1-100`,
      `${field}.podAffinityTerm.labelSelector.matchExpressions[0].operator: Invalid value: "Is": not a valid selector operator`,
      expect.stringContaining(`${field}.podAffinityTerm.namespace: Invalid value: "My_Team"`),
    ]);
  });

  it('puts the labels of the pod itself into its selectors', () => {
    const term = {
      labelSelector,
      topologyKey: 'zone',
      matchLabelKeys: ['hash', 'absent'],
      mismatchLabelKeys: ['team'],
    };
    const body = {
      metadata: { labels: { hash: 'abc', team: 'red' } },
      spec: { containers: CONTAINERS, affinity: { podAffinity: { [REQUIRED]: [term] } } },
    };
    expect(created(podKind, body).spec.affinity?.podAffinity?.[REQUIRED]?.[0]?.labelSelector).toEqual({
      matchLabels: { app: 'web' },
      matchExpressions: [
        { key: 'hash', operator: 'In', values: ['abc'] },
        { key: 'team', operator: 'NotIn', values: ['red'] },
      ],
    });
    expect(createMistakes(podKind, body)).toEqual([]);
    const doubled = { ...term, matchLabelKeys: ['app'], mismatchLabelKeys: ['app'] };
    const field = `spec.affinity.podAffinity.${REQUIRED}[0]`;
    expect(
      createMistakes(podKind, {
        metadata: { labels: { app: 'web' } },
        spec: { containers: CONTAINERS, affinity: { podAffinity: { [REQUIRED]: [doubled] } } },
      }),
    ).toEqual([
      `${field}[0]: Invalid value: "app": exists in both matchLabelKeys and labelSelector`,
      `${field}[0]: Invalid value: "app": exists in both matchLabelKeys and labelSelector`,
      `${field}.matchLabelKeys[0]: Invalid value: "app": exists in both matchLabelKeys and mismatchLabelKeys`,
    ]);
  });

  it('leaves the spec of ordinary pods one object', () => {
    const spec = {
      containers: CONTAINERS,
      affinity: { podAffinity: { [REQUIRED]: [{ labelSelector, topologyKey: 'a' }] } },
    };
    const pod = podKind.applyDefaults({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'a' },
      spec,
      status: {},
    });
    expect(podKind.prepareForCreate(pod).spec).toBe(pod.spec);
  });
});

describe('topology spread constraints', () => {
  const constraint = { maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule' };
  const spread = (...constraints: readonly object[]) => mistakes({ topologySpreadConstraints: constraints });
  const field = 'spec.topologySpreadConstraints[0]';

  it('accepts the usual ones', () => {
    const labelSelector = { matchLabels: { app: 'web' } };
    const full = {
      ...constraint,
      labelSelector,
      minDomains: 2,
      matchLabelKeys: ['hash'],
      nodeAffinityPolicy: 'Honor',
      nodeTaintsPolicy: 'Ignore',
    };
    expect(spread(full, { ...constraint, whenUnsatisfiable: 'ScheduleAnyway' })).toEqual([]);
  });

  it('explains what is wrong', () => {
    expect(spread({ maxSkew: 0, topologyKey: '', whenUnsatisfiable: 'Never' })).toEqual([
      `${field}.maxSkew: Invalid value: 0: must be greater than zero`,
      `${field}.topologyKey: Required value: can not be empty`,
      `${field}.whenUnsatisfiable: Unsupported value: "Never": supported values: "DoNotSchedule", "ScheduleAnyway"`,
    ]);
    expect(spread(constraint, constraint)).toEqual([
      `${field}.{topologyKey, whenUnsatisfiable}: Duplicate value: "{zone, DoNotSchedule}"`,
    ]);
    expect(spread({ ...constraint, whenUnsatisfiable: 'ScheduleAnyway', minDomains: 0 })).toEqual([
      `${field}.minDomains: Invalid value: 0: must be greater than zero`,
      `${field}.minDomains: Invalid value: 0: can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ScheduleAnyway`,
    ]);
    expect(spread({ ...constraint, matchLabelKeys: ['a'], nodeTaintsPolicy: 'Mind' })).toEqual([
      `${field}.nodeTaintsPolicy: Unsupported value: "Mind": supported values: "Honor", "Ignore"`,
      `${field}.matchLabelKeys: Forbidden: must not be specified when labelSelector is not set`,
    ]);
  });
});

describe('a pod that waits at a gate', () => {
  const gated = (...matchExpressions: readonly object[]) => ({
    containers: CONTAINERS,
    schedulingGates: [{ name: 'example.com/hold' }],
    ...nodeTerms([{ matchExpressions }]),
  });
  const disk = { key: 'disk', operator: 'In', values: ['ssd'] };
  const gpu = { key: 'gpu', operator: 'Exists' };

  it('may narrow the nodes that it accepts, and nothing else', () => {
    const old = created(podKind, { spec: gated(disk) });
    expect(updateMistakes(podKind, old, { spec: gated(disk, gpu) })).toEqual([]);
    const field = `spec.affinity.nodeAffinity.${REQUIRED}.nodeSelectorTerms`;
    expect(updateMistakes(podKind, old, { spec: gated(gpu) })).toEqual([
      `${field}[0]: Invalid value: core.NodeSelectorTerm{MatchExpressions:[]core.NodeSelectorRequirement{core.NodeSelectorRequirement{Key:"gpu", Operator:"Exists", Values:[]string(nil)}}, MatchFields:[]core.NodeSelectorRequirement(nil)}: only additions are allowed (no mutations or deletions)`,
    ]);
    const { affinity: _, ...free } = gated();
    expect(updateMistakes(podKind, old, { spec: free })).toEqual([
      `${field}: Invalid value: []core.NodeSelectorTerm{}: no additions/deletions to non-empty NodeSelectorTerms list are allowed`,
    ]);
  });

  it('may get node affinity where it had none; a pod without gates may not', () => {
    const { affinity: _, ...free } = gated();
    const old = created(podKind, { spec: free });
    expect(updateMistakes(podKind, old, { spec: gated(disk) })).toEqual([]);
    const { schedulingGates: _gates, ...open } = gated(disk);
    const plain = created(podKind, { spec: { containers: CONTAINERS } });
    expect(updateMistakes(podKind, plain, { spec: open })[0]).toMatch(
      /^spec: Forbidden: pod updates may not change/,
    );
  });
});
