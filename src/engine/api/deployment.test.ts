import { describe, expect, it } from 'vitest';
import { decode } from './decode';
import { type Deployment, deploymentKind } from './deployment';
import { type ReplicaSet, replicaSetKind } from './replicaset';

const TEMPLATE = {
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] },
};
const SPEC = { selector: { matchLabels: { app: 'web' } }, template: TEMPLATE };

function created(spec: object): Deployment {
  const { object, error } = decode(deploymentKind, { metadata: { name: 'web', namespace: 'default' }, spec });
  expect(error).toBeNull();
  return deploymentKind.prepareForCreate(deploymentKind.applyDefaults(object as Deployment));
}

function mistakes(spec: object): readonly string[] {
  return deploymentKind.validateCreate(created(spec)).map(({ field, detail }) => `${field}: ${detail}`);
}

describe('defaults of a Deployment', () => {
  it('are those of apps/v1', () => {
    expect(created(SPEC).spec).toMatchObject({
      replicas: 1,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
    });
  });

  it('complete the template without what only pods get', () => {
    const { spec } = created(SPEC).spec.template;
    expect(spec).toMatchObject({ restartPolicy: 'Always', terminationGracePeriodSeconds: 30 });
    expect(spec).not.toHaveProperty('enableServiceLinks');
  });

  it('keep zero replicas, and no rolling update beside Recreate', () => {
    const { spec } = created({ ...SPEC, replicas: 0, strategy: { type: 'Recreate' } });
    expect(spec.replicas).toBe(0);
    expect(spec.strategy).toEqual({ type: 'Recreate' });
  });

  it('leave a complete Deployment alone', () => {
    const deployment = created(SPEC);
    expect(deploymentKind.applyDefaults(deployment)).toBe(deployment);
  });
});

describe('validation of a Deployment', () => {
  it('accepts a plain one', () => {
    expect(mistakes(SPEC)).toEqual([]);
  });

  it('needs a selector that is not empty', () => {
    expect(mistakes({ template: TEMPLATE })).toEqual([
      'spec.selector: Required value',
      'spec.template.metadata.labels: Invalid value: map[string]string{"app":"web"}: `selector` does not match template `labels`',
    ]);
    expect(mistakes({ ...SPEC, selector: {} })).toEqual([
      'spec.selector: Invalid value: v1.LabelSelector{MatchLabels:map[string]string(nil), MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: empty selector is invalid for deployment',
    ]);
  });

  it('compares selector and template', () => {
    expect(mistakes({ ...SPEC, selector: { matchLabels: { app: 'api' } } })).toEqual([
      'spec.template.metadata.labels: Invalid value: map[string]string{"app":"web"}: `selector` does not match template `labels`',
    ]);
  });

  it('checks expressions', () => {
    const matchExpressions = [
      { key: 'app', operator: 'Matches' },
      { key: 'app', operator: 'In' },
    ];
    expect(mistakes({ ...SPEC, selector: { matchExpressions } })).toEqual([
      'spec.selector.matchExpressions[0].operator: Invalid value: "Matches": not a valid selector operator',
      "spec.selector.matchExpressions[1].values: Required value: must be specified when `operator` is 'In' or 'NotIn'",
      'spec.selector: Invalid value: v1.LabelSelector{MatchLabels:map[string]string(nil), MatchExpressions:[]v1.LabelSelectorRequirement{v1.LabelSelectorRequirement{Key:"app", Operator:"Matches", Values:[]string(nil)}, v1.LabelSelectorRequirement{Key:"app", Operator:"In", Values:[]string(nil)}}}: invalid label selector',
    ]);
  });

  it('restarts its pods always and has no deadline for them', () => {
    const spec = { ...TEMPLATE.spec, restartPolicy: 'Never', activeDeadlineSeconds: 5 };
    expect(mistakes({ ...SPEC, template: { ...TEMPLATE, spec } })).toEqual([
      'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
      'spec.template.spec.activeDeadlineSeconds: Forbidden: activeDeadlineSeconds in ReplicaSet is not Supported',
    ]);
  });

  it('reports the mistakes of the template at their place', () => {
    const spec = { containers: [{ name: 'web' }] };
    expect(mistakes({ ...SPEC, template: { ...TEMPLATE, spec } })).toEqual([
      'spec.template.spec.containers[0].image: Required value',
    ]);
  });

  it('counts from zero', () => {
    const counts = {
      replicas: -1,
      minReadySeconds: -1,
      revisionHistoryLimit: -1,
      progressDeadlineSeconds: 0,
    };
    expect(mistakes({ ...SPEC, ...counts, minReadySeconds: 5 })).toEqual([
      'spec.replicas: Invalid value: -1: must be greater than or equal to 0',
      'spec.revisionHistoryLimit: Invalid value: -1: must be greater than or equal to 0',
      'spec.progressDeadlineSeconds: Invalid value: 0: must be greater than minReadySeconds',
    ]);
  });

  it('checks the strategy', () => {
    const rolling = (rollingUpdate: object) => mistakes({ ...SPEC, strategy: { rollingUpdate } });
    const field = 'spec.strategy.rollingUpdate.maxUnavailable';
    expect(rolling({ maxSurge: 0, maxUnavailable: 0 })).toEqual([
      `${field}: Invalid value: intstr.IntOrString{Type:0, IntVal:0, StrVal:""}: may not be 0 when \`maxSurge\` is 0`,
    ]);
    expect(rolling({ maxSurge: '0%', maxUnavailable: '0%' })).toEqual([
      `${field}: Invalid value: intstr.IntOrString{Type:1, IntVal:0, StrVal:"0%"}: may not be 0 when \`maxSurge\` is 0`,
    ]);
    expect(rolling({ maxUnavailable: '101%' })).toEqual([
      `${field}: Invalid value: intstr.IntOrString{Type:1, IntVal:0, StrVal:"101%"}: must not be greater than 100%`,
    ]);
    expect(rolling({ maxUnavailable: 'some' })).toEqual([
      `${field}: Invalid value: intstr.IntOrString{Type:1, IntVal:0, StrVal:"some"}: a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')`,
    ]);
    expect(rolling({ maxSurge: -1 })).toEqual([
      'spec.strategy.rollingUpdate.maxSurge: Invalid value: -1: must be greater than or equal to 0',
    ]);
    expect(mistakes({ ...SPEC, strategy: { type: 'Recreate', rollingUpdate: {} } })).toEqual([
      "spec.strategy.rollingUpdate: Forbidden: may not be specified when strategy `type` is 'Recreate'",
    ]);
    expect(mistakes({ ...SPEC, strategy: { type: 'BlueGreen' } })).toEqual([
      'spec.strategy: Unsupported value: apps.DeploymentStrategy{Type:"BlueGreen", RollingUpdate:(*apps.RollingUpdateDeployment)(nil)}: supported values: "Recreate", "RollingUpdate"',
    ]);
  });

  it('keeps the selector for ever', () => {
    const old = created(SPEC);
    const selector = { matchLabels: { app: 'web', tier: 'front' } };
    const metadata = { labels: { app: 'web', tier: 'front' } };
    const next = created({ selector, template: { ...TEMPLATE, metadata } });
    expect(
      deploymentKind.validateUpdate(next, old).map(({ field, detail }) => `${field}: ${detail}`),
    ).toEqual([
      'spec.selector: Invalid value: v1.LabelSelector{MatchLabels:map[string]string{"app":"web", "tier":"front"}, MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: field is immutable',
    ]);
  });

  it('checks the arithmetic of a status', () => {
    const old = created(SPEC);
    const next: Deployment = { ...old, status: { replicas: 1, readyReplicas: 2, availableReplicas: -1 } };
    expect(
      deploymentKind.validateStatusUpdate?.(next, old)?.map(({ field, detail }) => `${field}: ${detail}`),
    ).toEqual([
      'status.availableReplicas: Invalid value: -1: must be greater than or equal to 0',
      'status.readyReplicas: Invalid value: 2: cannot be greater than status.replicas',
    ]);
  });
});

describe('ReplicaSet', () => {
  function createdSet(spec: object): ReplicaSet {
    const { object } = decode(replicaSetKind, { metadata: { name: 'web', namespace: 'default' }, spec });
    return replicaSetKind.prepareForCreate(replicaSetKind.applyDefaults(object as ReplicaSet));
  }

  it('starts with one replica wanted and none there', () => {
    const set = createdSet(SPEC);
    expect(set.spec.replicas).toBe(1);
    expect(set.status).toEqual({ replicas: 0 });
    expect(replicaSetKind.validateCreate(set)).toHaveLength(0);
    expect(replicaSetKind.applyDefaults(set)).toBe(set);
  });

  it('says deployment when its selector is empty, as the real server does', () => {
    const errors = replicaSetKind.validateCreate(createdSet({ ...SPEC, selector: {} }));
    expect(errors[0]?.detail).toMatch(/empty selector is invalid for deployment$/);
  });
});

describe('columns', () => {
  const now = Date.UTC(2026, 5, 1, 9, 3);
  const metadata = { name: 'web', creationTimestamp: '2026-06-01T09:00:00Z' };

  it('of Deployments', () => {
    const deployment: Deployment = {
      ...created({ ...SPEC, replicas: 3 }),
      metadata,
      status: { readyReplicas: 2, updatedReplicas: 3, availableReplicas: 2 },
    };
    expect(deploymentKind.columns.map((column) => `${column.name}=${column.cell(deployment, now)}`)).toEqual([
      'Name=web',
      'Ready=2/3',
      'Up-to-date=3',
      'Available=2',
      'Age=3m',
      'Containers=web',
      'Images=nginx:1.27',
      'Selector=app=web',
    ]);
  });

  it('of ReplicaSets', () => {
    const { spec } = created(SPEC);
    const selector = {
      matchLabels: { tier: 'a' },
      matchExpressions: [
        { key: 'app', operator: 'In', values: ['y', 'x'] },
        { key: 'old', operator: 'DoesNotExist' },
      ],
    };
    const set: ReplicaSet = {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata,
      spec: { selector, template: spec.template, replicas: 3 },
      status: { replicas: 2 },
    };
    expect(replicaSetKind.columns.map((column) => `${column.name}=${column.cell(set, now)}`)).toEqual([
      'Name=web',
      'Desired=3',
      'Current=2',
      'Ready=0',
      'Age=3m',
      'Containers=web',
      'Images=nginx:1.27',
      'Selector=app in (x,y),!old,tier=a',
    ]);
  });
});
