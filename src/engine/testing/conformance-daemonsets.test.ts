/** Conformance of DaemonSets, in a cluster without anything else. */
import { describe, expect, test } from 'vitest';
import type { Pod } from '../api/pod';
import { isPodActive, isPodReady } from '../api/pod-status';
import { create, list, names, patch, read, remove } from './conformance';
import { bootedLab, type Lab } from './lab';
import { imageOf } from './manifests';

interface Wishes {
  readonly image?: string;
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly podSpec?: Readonly<Record<string, unknown>>;
}

function agent(lab: Lab, { image = 'nginx:1.27', spec, podSpec }: Wishes = {}): void {
  const labels = { app: 'agent' };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image }], ...podSpec } };
  create(lab, 'daemonsets', 'agent', { spec: { selector: { matchLabels: labels }, template, ...spec } });
}

function started(wishes: Wishes = {}): Lab {
  const lab = bootedLab();
  agent(lab, wishes);
  ready(lab, 3);
  return lab;
}

function ready(lab: Lab, count: number): readonly Pod[] {
  lab.until(
    `${count} agents`,
    () => {
      const pods = lab.pods('agent');
      return pods.length === count && pods.every((pod) => isPodReady(pod) && isPodActive(pod));
    },
    120_000,
  );
  lab.run(1000);
  return lab.pods('agent');
}

function places(lab: Lab): string[] {
  return lab
    .pods('agent')
    .map(({ spec }) => spec.nodeName ?? '')
    .sort();
}

function status(lab: Lab): Readonly<Record<string, number>> {
  return read(lab, 'daemonsets', 'agent')?.['status'] as Readonly<Record<string, number>>;
}

function setImage(lab: Lab, image: string): void {
  patch(
    lab,
    'daemonsets',
    'agent',
    { spec: { template: { spec: { containers: [{ name: 'main', image }] } } } },
    'strategic',
  );
}

describe('a DaemonSet', () => {
  test('runs one pod on each node, and counts them', () => {
    const lab = started();
    expect(places(lab)).toEqual(['worker-1', 'worker-2', 'worker-3']);
    expect(status(lab)).toEqual({
      currentNumberScheduled: 3,
      numberMisscheduled: 0,
      desiredNumberScheduled: 3,
      numberReady: 3,
      observedGeneration: 1,
      updatedNumberScheduled: 3,
      numberAvailable: 3,
    });
    const [pod] = lab.pods('agent');
    expect(pod?.metadata.labels).toEqual({
      app: 'agent',
      'controller-revision-hash': expect.any(String) as string,
      'pod-template-generation': '1',
    });
    expect(lab.told('agent').sort()).toEqual(
      names(lab.pods('agent'))
        .map((name) => `Normal SuccessfulCreate: Created pod: ${name}`)
        .sort(),
    );
  });

  test('tolerates what its nodes go through', () => {
    const [pod] = started().pods('agent');
    expect(pod?.spec.tolerations).toEqual([
      { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
      { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
      { key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' },
      { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' },
      { key: 'node.kubernetes.io/pid-pressure', operator: 'Exists', effect: 'NoSchedule' },
      { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' },
    ]);
  });

  test('puts a pod back that somebody deletes, on the same node', () => {
    const lab = started();
    const [pod] = lab.pods('agent');
    lab.delete('pods', pod?.metadata.name ?? '', 0);
    ready(lab, 3);
    expect(places(lab)).toEqual(['worker-1', 'worker-2', 'worker-3']);
    expect(names(lab.pods('agent'))).not.toContain(pod?.metadata.name);
  });

  test('replaces a pod that has failed, and says so', () => {
    const lab = started();
    const [pod] = lab.pods('agent');
    const name = pod?.metadata.name ?? '';
    const call = {
      verb: 'patch',
      resource: 'pods',
      name,
      subresource: 'status',
      patchType: 'merge',
    } as const;
    lab.do({ ...call, body: { status: { phase: 'Failed' } } });
    lab.run(5000);
    ready(lab, 3);
    expect(lab.told('agent')).toContain(
      `Warning FailedDaemonPod: Found failed daemon pod default/${name} on node ${pod?.spec.nodeName}, will try to kill it`,
    );
  });

  test('follows the labels of the nodes', () => {
    const lab = bootedLab();
    agent(lab, { podSpec: { nodeSelector: { disk: 'fast' } } });
    lab.run(3000);
    expect([places(lab), status(lab)['desiredNumberScheduled']]).toEqual([[], 0]);
    patch(lab, 'nodes', 'worker-2', { metadata: { labels: { disk: 'fast' } } });
    ready(lab, 1);
    expect(places(lab)).toEqual(['worker-2']);
    patch(lab, 'nodes', 'worker-2', { metadata: { labels: { disk: null } } });
    lab.until('gone', () => lab.pods('agent').length === 0, 60_000);
  });

  test('goes to cordoned nodes; a NoExecute taint drives it away, a NoSchedule taint leaves it', () => {
    const lab = bootedLab();
    patch(lab, 'nodes', 'worker-1', { spec: { unschedulable: true } });
    agent(lab);
    ready(lab, 3);
    patch(lab, 'nodes', 'worker-2', { spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] } });
    patch(lab, 'nodes', 'worker-3', { spec: { taints: [{ key: 'a', effect: 'NoExecute' }] } });
    lab.run(40_000);
    expect(places(lab)).toEqual(['worker-1', 'worker-2']);
    expect(status(lab)).toMatchObject({ desiredNumberScheduled: 1, numberMisscheduled: 1 });
  });

  test('takes its pods with it', () => {
    const lab = started();
    remove(lab, 'daemonsets', 'agent');
    lab.until('gone', () => lab.pods('agent').length === 0, 60_000);
    lab.run(1000);
    expect(list(lab, 'controllerrevisions')).toEqual([]);
  });
});

describe('a new template of a DaemonSet', () => {
  test('replaces one pod after the other', () => {
    const lab = started();
    setImage(lab, 'nginx:1.28');
    let most = 0;
    lab.always(60_000, () => {
      most = Math.max(
        most,
        3 - lab.pods('agent').filter((pod) => isPodReady(pod) && isPodActive(pod)).length,
      );
    });
    expect(most).toBe(1);
    expect(new Set(lab.pods('agent').map(imageOf))).toEqual(new Set(['nginx:1.28']));
    expect(status(lab)).toMatchObject({ updatedNumberScheduled: 3, observedGeneration: 2 });
    expect(
      list(lab, 'controllerrevisions')
        .map(({ revision }) => String(revision))
        .sort(),
    ).toEqual(['1', '2']);
  });

  test('that is taken back does not touch the pods that were not replaced', () => {
    const lab = started();
    const before = new Set(names(lab.pods('agent')));
    setImage(lab, 'nginx:does-not-exist');
    lab.run(20_000);
    const kept = names(lab.pods('agent')).filter((name) => before.has(name));
    expect(kept).toHaveLength(2);
    setImage(lab, 'nginx:1.27');
    ready(lab, 3);
    expect(names(lab.pods('agent'))).toEqual(expect.arrayContaining(kept));
  });

  test('waits for somebody to delete the pods, when that was asked for', () => {
    const lab = started({ spec: { updateStrategy: { type: 'OnDelete' } } });
    setImage(lab, 'nginx:1.28');
    lab.run(20_000);
    expect(new Set(lab.pods('agent').map(imageOf))).toEqual(new Set(['nginx:1.27']));
    const [pod] = lab.pods('agent');
    lab.delete('pods', pod?.metadata.name ?? '', 0);
    ready(lab, 3);
    expect(lab.pods('agent').map(imageOf).sort()).toEqual(['nginx:1.27', 'nginx:1.27', 'nginx:1.28']);
  });

  test('with maxSurge comes up beside the old pod', () => {
    const lab = started({
      spec: { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } },
    });
    setImage(lab, 'nginx:1.28');
    let least = 3;
    lab.always(60_000, () => {
      least = Math.min(
        least,
        new Set(
          lab
            .pods('agent')
            .filter((pod) => isPodReady(pod) && isPodActive(pod))
            .map(({ spec }) => spec.nodeName),
        ).size,
      );
    });
    expect(least).toBe(3);
    expect(lab.pods('agent').map(imageOf)).toEqual(['nginx:1.28', 'nginx:1.28', 'nginx:1.28']);
  });
});
