import { describe, expect, it } from 'vitest';
import { created, createMistakes, row, updated, updateMistakes } from '../testing/admitted';
import { controllerRevisionKind } from './controllerrevision';
import { daemonSetKind, templateGenerationOf } from './daemonset';

const spec = (image = 'agent:1', more: object = {}) => ({
  selector: { matchLabels: { app: 'agent' } },
  template: {
    metadata: { labels: { app: 'agent' } },
    spec: { containers: [{ name: 'agent', image }], nodeSelector: { disk: 'ssd', arch: 'arm' } },
  },
  ...more,
});

const mistakes = (more: object) => createMistakes(daemonSetKind, { spec: spec('agent:1', more) });

describe('a DaemonSet', () => {
  it('is updated one node at a time, unless it says otherwise', () => {
    const set = created(daemonSetKind, { spec: spec(), status: { numberReady: 5 } });
    expect(set.spec).toMatchObject({
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 1, maxSurge: 0 } },
      revisionHistoryLimit: 10,
      template: { spec: { restartPolicy: 'Always' } },
    });
    expect(set.status.numberReady).toBe(0);
    expect(
      createMistakes(daemonSetKind, { spec: spec('a', { updateStrategy: { type: 'OnDelete' } }) }),
    ).toEqual([]);
  });

  it('counts the changes of its template', () => {
    const old = created(daemonSetKind, { spec: spec() });
    expect(templateGenerationOf(old.metadata)).toBe(1);
    const same = updated(daemonSetKind, old, { spec: spec('agent:1', { minReadySeconds: 5 }) });
    expect(templateGenerationOf(same.metadata)).toBe(1);
    const next = updated(daemonSetKind, same, { spec: spec('agent:2') });
    expect(templateGenerationOf(next.metadata)).toBe(2);
  });

  it('needs a strategy that gets somewhere', () => {
    const rolling = (rollingUpdate: object) => mistakes({ updateStrategy: { rollingUpdate } });
    const field = 'spec.updateStrategy.rollingUpdate';
    expect(rolling({ maxUnavailable: 1, maxSurge: 1 })).toEqual([
      `${field}.maxSurge: Invalid value: intstr.IntOrString{Type:0, IntVal:1, StrVal:""}: may not be set when maxUnavailable is non-zero`,
    ]);
    expect(rolling({ maxUnavailable: 0 })).toEqual([
      `${field}.maxUnavailable: Required value: cannot be 0 when maxSurge is 0`,
    ]);
    expect(rolling({ maxUnavailable: '120%' })).toEqual([
      `${field}.maxUnavailable: Invalid value: intstr.IntOrString{Type:1, IntVal:0, StrVal:"120%"}: must not be greater than 100%`,
    ]);
    expect(rolling({ maxUnavailable: '10%' })).toEqual([]);
    expect(mistakes({ updateStrategy: { type: 'Recreate' } })).toEqual([
      'spec.updateStrategy: Unsupported value: apps.DaemonSetUpdateStrategy{Type:"Recreate", RollingUpdate:(*apps.RollingUpdateDaemonSet)(nil)}: supported values: "OnDelete", "RollingUpdate"',
    ]);
  });

  it('needs a template of its own pods', () => {
    expect(mistakes({ selector: { matchLabels: { app: 'other' } } })).toEqual([
      'spec.template.metadata.labels: Invalid value: map[string]string{"app":"agent"}: `selector` does not match template `labels`',
    ]);
    expect(mistakes({ selector: {} })).toEqual([
      'spec.selector: Invalid value: v1.LabelSelector{MatchLabels:map[string]string(nil), MatchExpressions:[]v1.LabelSelectorRequirement(nil)}: empty selector is invalid for daemonset',
    ]);
    const once = { ...spec().template, spec: { ...spec().template.spec, restartPolicy: 'Never' } };
    expect(mistakes({ template: once })).toEqual([
      'spec.template.spec.restartPolicy: Unsupported value: "Never": supported values: "Always"',
    ]);
  });

  it('keeps its selector', () => {
    const old = created(daemonSetKind, { spec: spec() });
    const selector = { matchExpressions: [{ key: 'app', operator: 'Exists' }] };
    expect(updateMistakes(daemonSetKind, old, { spec: spec('agent:1', { selector }) })).toEqual([
      'spec.selector: Invalid value: v1.LabelSelector{MatchLabels:map[string]string(nil), MatchExpressions:[]v1.LabelSelectorRequirement{v1.LabelSelectorRequirement{Key:"app", Operator:"Exists", Values:[]string(nil)}}}: field is immutable',
    ]);
  });

  it('is listed with its counts and the nodes it selects', () => {
    const set = created(daemonSetKind, { spec: spec() });
    const status = { ...set.status, desiredNumberScheduled: 3, currentNumberScheduled: 3, numberReady: 2 };
    expect(row(daemonSetKind, { ...set, status }, true)).toEqual([
      'web',
      '3',
      '3',
      '2',
      '0',
      '0',
      'arch=arm,disk=ssd',
      'agent',
      'agent:1',
      'app=agent',
    ]);
  });
});

describe('a ControllerRevision', () => {
  const owner = { apiVersion: 'apps/v1', kind: 'DaemonSet', name: 'agent', uid: 'u', controller: true };
  const revision = (data: unknown) => ({ metadata: { ownerReferences: [owner] }, data, revision: 2 });

  it('names whose history it is', () => {
    const object = created(controllerRevisionKind, revision({ spec: {} }));
    expect(row(controllerRevisionKind, object)).toEqual(['web', 'daemonset.apps/agent', '2']);
    expect(row(controllerRevisionKind, created(controllerRevisionKind, { data: 1 }))[1]).toBe('<none>');
  });

  it('has data, which never changes', () => {
    expect(createMistakes(controllerRevisionKind, { revision: -1 })).toEqual([
      'data: Required value: data is mandatory',
      'revision: Invalid value: -1: must be greater than or equal to 0',
    ]);
    const old = created(controllerRevisionKind, revision({ a: 1 }));
    expect(updateMistakes(controllerRevisionKind, old, { ...revision({ a: 1 }), revision: 3 })).toEqual([]);
    expect(updateMistakes(controllerRevisionKind, old, revision({ a: 2 }))).toEqual([
      'data: Invalid value: {"a":2}: field is immutable',
    ]);
  });
});
