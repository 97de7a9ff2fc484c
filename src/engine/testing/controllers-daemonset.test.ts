/** DaemonSets: a pod on every node that will have one, and how they are replaced. */
import { describe, expect, test } from 'vitest';
import type { ControllerRevision } from '../api/controllerrevision';
import type { DaemonSet, DaemonSetUpdateStrategy } from '../api/daemonset';
import { controllerOf } from '../api/meta';
import type { Pod, Toleration } from '../api/pod';
import { isPodActive, isPodReady } from '../api/pod-status';
import { range } from '../etcd/store';
import { bootedLab, type Lab } from './lab';
import { imageOf } from './manifests';

interface Wishes {
  readonly image?: string;
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly tolerations?: readonly Toleration[];
  readonly updateStrategy?: DaemonSetUpdateStrategy;
  readonly minReadySeconds?: number;
  readonly revisionHistoryLimit?: number;
  readonly command?: readonly string[];
}

function manifest({ image = 'nginx:1.27', nodeSelector, tolerations, command, ...spec }: Wishes): unknown {
  const labels = { app: 'agent' };
  const containers = [{ name: 'main', image, ...(command === undefined ? {} : { command }) }];
  return {
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    metadata: { name: 'agent' },
    spec: {
      ...spec,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers,
          terminationGracePeriodSeconds: 1,
          ...(nodeSelector === undefined ? {} : { nodeSelector }),
          ...(tolerations === undefined ? {} : { tolerations }),
        },
      },
    },
  };
}

function created(wishes: Wishes = {}, workers = 3): Lab {
  const lab = bootedLab({ addons: true, workers });
  lab.do({ verb: 'create', resource: 'daemonsets', body: manifest(wishes) });
  return lab;
}

/** With a ready pod on every node. */
function started(wishes: Wishes = {}, workers = 3): Lab {
  const lab = created(wishes, workers);
  lab.until('all ready', () => agents(lab).filter(isPodReady).length === workers);
  lab.run(1000);
  return lab;
}

function agents(lab: Lab): Pod[] {
  return lab.pods().filter((pod) => controllerOf(pod.metadata)?.name === 'agent');
}

function nodesOf(lab: Lab): string[] {
  return agents(lab)
    .map(({ spec }) => spec.nodeName ?? '')
    .sort();
}

function set(lab: Lab): DaemonSet {
  return lab.find<DaemonSet>('daemonsets', 'default/agent') as DaemonSet;
}

function revisions(lab: Lab): ControllerRevision[] {
  return [...range(lab.etcd, 'controllerrevisions').values()]
    .map(({ value }) => value as ControllerRevision)
    .filter(({ metadata }) => controllerOf(metadata)?.name === 'agent')
    .sort((a, b) => a.revision - b.revision);
}

function setImage(lab: Lab, image: string): void {
  const body = { spec: { template: { spec: { containers: [{ name: 'main', image }] } } } };
  lab.do({ verb: 'patch', resource: 'daemonsets', name: 'agent', body, patchType: 'strategic' });
}

function patchNode(lab: Lab, name: string, body: unknown): void {
  lab.do({ verb: 'patch', resource: 'nodes', namespace: '', name, body, patchType: 'merge' });
}

describe('a DaemonSet', () => {
  test('has one pod on each node, made for that node', () => {
    const lab = started();
    expect(nodesOf(lab)).toEqual(['worker-1', 'worker-2', 'worker-3']);
    const [pod] = agents(lab);
    const { labels = {}, name = '', generateName } = pod?.metadata ?? {};
    const [revision] = revisions(lab);
    expect(labels).toEqual({
      app: 'agent',
      'controller-revision-hash': revision?.metadata.labels?.['controller-revision-hash'],
      'pod-template-generation': '1',
    });
    expect(name).toMatch(/^agent-[a-z0-9]{5}$/);
    expect(generateName).toBe('agent-');
    const required = pod?.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
    expect(required?.nodeSelectorTerms).toEqual([
      { matchFields: [{ key: 'metadata.name', operator: 'In', values: [pod?.spec.nodeName] }] },
    ]);
    expect(pod?.spec.tolerations?.map(({ key, operator, effect }) => `${key} ${operator} ${effect}`)).toEqual(
      [
        'node.kubernetes.io/not-ready Exists NoExecute',
        'node.kubernetes.io/unreachable Exists NoExecute',
        'node.kubernetes.io/disk-pressure Exists NoSchedule',
        'node.kubernetes.io/memory-pressure Exists NoSchedule',
        'node.kubernetes.io/pid-pressure Exists NoSchedule',
        'node.kubernetes.io/unschedulable Exists NoSchedule',
      ],
    );
    expect(set(lab).status).toEqual({
      currentNumberScheduled: 3,
      numberMisscheduled: 0,
      desiredNumberScheduled: 3,
      numberReady: 3,
      observedGeneration: 1,
      updatedNumberScheduled: 3,
      numberAvailable: 3,
    });
    const names = agents(lab).map(({ metadata }) => metadata.name);
    expect(lab.told('agent').sort()).toEqual(
      names.map((each) => `Normal SuccessfulCreate: Created pod: ${each}`).sort(),
    );
  });

  test('goes where its node selector goes, and follows the labels of the nodes', () => {
    const lab = created({ nodeSelector: { disk: 'ssd' } });
    lab.run(5000);
    expect(agents(lab)).toEqual([]);
    expect(set(lab).status).toMatchObject({ desiredNumberScheduled: 0, observedGeneration: 1 });
    patchNode(lab, 'worker-2', { metadata: { labels: { disk: 'ssd' } } });
    lab.until('one', () => agents(lab).filter(isPodReady).length === 1, 10_000);
    expect(nodesOf(lab)).toEqual(['worker-2']);
    patchNode(lab, 'worker-2', { metadata: { labels: { disk: null } } });
    lab.until('none', () => agents(lab).length === 0, 10_000);
    expect(lab.told('agent').at(-1)).toMatch(/^Normal SuccessfulDelete: Deleted pod: agent-/);
  });

  test('goes to cordoned nodes, but not to tainted ones', () => {
    const lab = bootedLab({ addons: true, workers: 3 });
    patchNode(lab, 'worker-1', { spec: { unschedulable: true } });
    patchNode(lab, 'worker-2', { spec: { taints: [{ key: 'gpu', effect: 'NoSchedule' }] } });
    lab.run(1000);
    lab.do({ verb: 'create', resource: 'daemonsets', body: manifest({}) });
    lab.until('two', () => agents(lab).filter(isPodReady).length === 2, 20_000);
    lab.run(5000);
    expect(nodesOf(lab)).toEqual(['worker-1', 'worker-3']);

    // A NoSchedule taint that comes later drives nobody out; the pod counts as misplaced.
    patchNode(lab, 'worker-3', { spec: { taints: [{ key: 'gpu', effect: 'NoSchedule' }] } });
    lab.run(5000);
    expect(nodesOf(lab)).toEqual(['worker-1', 'worker-3']);
    expect(set(lab).status).toMatchObject({ desiredNumberScheduled: 1, numberMisscheduled: 1 });
  });

  test('puts a new pod where one was deleted, and none beside another', () => {
    const lab = started();
    const [pod] = agents(lab);
    const node = pod?.spec.nodeName;
    lab.delete('pods', pod?.metadata.name ?? '');
    lab.untilGone(pod?.metadata.name ?? '', 10_000);
    lab.until('another', () => agents(lab).filter(isPodReady).length === 3, 20_000);
    expect(nodesOf(lab)).toEqual(['worker-1', 'worker-2', 'worker-3']);
    expect(agents(lab).find(({ spec }) => spec.nodeName === node)?.metadata.uid).not.toBe(pod?.metadata.uid);
  });

  test('takes away a finished pod, and another one later and later', () => {
    const lab = started({}, 1);
    const fail = (): string => {
      const { name } = (agents(lab)[0] as Pod).metadata;
      const body = { status: { phase: 'Failed', reason: 'Evicted', message: 'gone' } };
      const ask = { verb: 'patch', resource: 'pods', name, subresource: 'status' } as const;
      lab.do({ ...ask, body, patchType: 'merge' });
      return name;
    };
    const waits: number[] = [];
    let name = '';
    for (let i = 0; i < 4; i++) {
      name = fail();
      waits.push(lab.until('replaced', () => agents(lab).every(({ metadata }) => metadata.name !== name)));
      lab.until('there', () => agents(lab).some((pod) => (pod.spec.nodeName ?? '') !== ''), 5000);
    }
    expect(lab.told('agent')).toContain(
      `Warning FailedDaemonPod: Found failed daemon pod default/${name} on node worker-1, will try to kill it`,
    );
    expect(waits[0]).toBeLessThan(500);
    expect(waits[3]).toBeGreaterThan(3000);
  });

  test('that cannot make its pods tells how many are missing', () => {
    const lab = bootedLab({ addons: true, workers: 2 });
    const body = manifest({}) as { readonly spec: { readonly template: { readonly spec: object } } };
    const spec = { ...body.spec.template.spec, priorityClassName: 'important' };
    const template = { ...body.spec.template, spec };
    lab.do({ verb: 'create', resource: 'daemonsets', body: { ...body, spec: { ...body.spec, template } } });
    lab.run(5000);
    expect(set(lab).status).toEqual({
      currentNumberScheduled: 0,
      numberMisscheduled: 0,
      desiredNumberScheduled: 2,
      numberReady: 0,
      observedGeneration: 1,
      numberUnavailable: 2,
    });
    expect(lab.told('agent')[0]).toMatch(
      /^Warning FailedCreate: Error creating: pods "agent-.*" is forbidden: no PriorityClass with name important was found$/,
    );
  });

  test('adopts pods that its selector selects', () => {
    const lab = bootedLab({ addons: true, workers: 2 });
    lab.do({
      verb: 'create',
      resource: 'pods',
      body: {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'early', labels: { app: 'agent' } },
        spec: { nodeName: 'worker-1', containers: [{ name: 'main', image: 'nginx:1.27' }] },
      },
    });
    lab.untilPod('early', 'ready', isPodReady);
    const updateStrategy = { type: 'OnDelete' };
    lab.do({ verb: 'create', resource: 'daemonsets', body: manifest({ updateStrategy }) });
    lab.until('two', () => agents(lab).filter(isPodReady).length === 2, 20_000);
    lab.run(1000);
    expect(nodesOf(lab)).toEqual(['worker-1', 'worker-2']);
    expect(controllerOf(lab.pod('early').metadata)?.kind).toBe('DaemonSet');
    expect(set(lab).status).toMatchObject({ numberReady: 2, updatedNumberScheduled: 1 });
  });

  test('that is deleted takes its pods and revisions with it', () => {
    const lab = started();
    lab.delete('daemonsets', 'agent');
    lab.run(20_000);
    expect([agents(lab), revisions(lab)]).toEqual([[], []]);
  });
});

/** Rolls out another image, and looks at every moment how many pods are ready and how many there are. */
function rollOut(lab: Lab, image: string): { readonly least: number; readonly most: number } {
  let [least, most] = [Infinity, 0];
  setImage(lab, image);
  const { desiredNumberScheduled: wanted } = set(lab).status;
  lab.until('rolled out', () => {
    const active = agents(lab).filter(isPodActive);
    const ready = active.filter(isPodReady);
    least = Math.min(least, ready.length);
    most = Math.max(most, active.length);
    return (
      ready.length === wanted && active.length === wanted && ready.every((pod) => imageOf(pod) === image)
    );
  });
  return { least, most };
}

describe('a new template', () => {
  test('replaces one pod after the other', () => {
    const lab = started();
    expect(rollOut(lab, 'nginx:1.28')).toEqual({ least: 2, most: 3 });
    lab.run(1000);
    expect(revisions(lab).map(({ revision }) => revision)).toEqual([1, 2]);
    expect(set(lab).status).toMatchObject({
      updatedNumberScheduled: 3,
      numberAvailable: 3,
      observedGeneration: 2,
    });
    expect(agents(lab).map(({ metadata }) => metadata.labels?.['pod-template-generation'])).toEqual([
      '2',
      '2',
      '2',
    ]);
  });

  test('replaces as many as may be missing; percentages round up', () => {
    const rollingUpdate = { maxUnavailable: '50%', maxSurge: 0 };
    const lab = started({ updateStrategy: { type: 'RollingUpdate', rollingUpdate } });
    expect(rollOut(lab, 'nginx:1.28')).toEqual({ least: 1, most: 3 });
  });

  test('puts new pods beside the old ones, when there may be too many', () => {
    const rollingUpdate = { maxUnavailable: 0, maxSurge: 1 };
    const lab = started({ updateStrategy: { type: 'RollingUpdate', rollingUpdate } });
    expect(rollOut(lab, 'nginx:1.28')).toEqual({ least: 3, most: 4 });
    lab.run(10_000);
    expect(nodesOf(lab)).toEqual(['worker-1', 'worker-2', 'worker-3']);
  });

  test('waits until the pods go by themselves, when that was asked for', () => {
    const lab = started({ updateStrategy: { type: 'OnDelete' } });
    setImage(lab, 'nginx:1.28');
    lab.run(30_000);
    expect(agents(lab).map(imageOf)).toEqual(['nginx:1.27', 'nginx:1.27', 'nginx:1.27']);
    expect(set(lab).status.updatedNumberScheduled).toBeUndefined();
    lab.delete('pods', agents(lab)[0]?.metadata.name ?? '');
    lab.until('one is new', () => agents(lab).some((pod) => imageOf(pod) === 'nginx:1.28'), 20_000);
    lab.run(10_000);
    expect(agents(lab).map(imageOf).sort()).toEqual(['nginx:1.27', 'nginx:1.27', 'nginx:1.28']);
  });

  test('that is an old one again takes its revision and renumbers it; history has a limit', () => {
    const lab = started({ revisionHistoryLimit: 1 }, 1);
    rollOut(lab, 'nginx:1.28');
    lab.run(1000);
    const [first] = revisions(lab);
    rollOut(lab, 'nginx:1.27');
    lab.run(1000);
    expect(revisions(lab).map(({ revision }) => revision)).toEqual([2, 3]);
    expect(revisions(lab)[1]?.metadata.name).toBe(first?.metadata.name);
    rollOut(lab, 'nginx:1.26');
    lab.run(2000);
    expect(revisions(lab).map(({ revision }) => revision)).toEqual([3, 4]);
  });
});
