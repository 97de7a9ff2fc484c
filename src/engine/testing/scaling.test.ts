/** Sizes of Deployments: who is added, and who has to go. */
import { describe, expect, test } from 'vitest';
import { isPodReady } from '../api/pod-status';
import { REVISION } from '../controllers/deployment-sets';
import { bootedLab, type Lab } from './lab';

function started(replicas: number): Lab {
  const lab = bootedLab();
  lab.createDeployment('web', { replicas });
  lab.ready('web', replicas);
  return lab;
}

describe('scaling', () => {
  test('up adds pods, down takes pods away', () => {
    const lab = started(3);
    lab.scale('web', 6);
    const six = lab.ready('web', 6);
    lab.run(60_000);
    lab.scale('web', 3);
    const three = lab.ready('web', 3);

    expect(
      three
        .map(({ metadata }) => metadata.name)
        .every((name) => six.some((pod) => pod.metadata.name === name)),
    ).toBe(true);
    const set = lab.replicaSets('web')[0]?.metadata.name ?? '';
    expect(lab.told('web')).toEqual([
      `Normal ScalingReplicaSet: Scaled up replica set ${set} from 0 to 3`,
      `Normal ScalingReplicaSet: Scaled up replica set ${set} from 3 to 6`,
      `Normal ScalingReplicaSet: Scaled down replica set ${set} from 6 to 3`,
    ]);
    expect(
      lab.told(set).filter((line) => line.startsWith('Normal SuccessfulDelete: Deleted pod: ')),
    ).toHaveLength(3);
  });

  test('down takes a pod from the node that has two of them', () => {
    const lab = started(3);
    lab.scale('web', 4);
    lab.ready('web', 4);
    lab.run(60_000);
    lab.scale('web', 3);
    expect(new Set(lab.ready('web', 3).map(({ spec }) => spec.nodeName)).size).toBe(3);
  });

  test('down takes pods that are on no node first, then those that are not ready', () => {
    const lab = bootedLab({ workers: 1 });
    lab.createDeployment('web', { replicas: 5, cpu: '1' });
    lab.until('four run', () => lab.pods('web').filter(isPodReady).length === 4);
    const pending = lab.pods('web').find(({ spec }) => (spec.nodeName ?? '') === '')?.metadata.name;
    lab.scale('web', 4);
    lab.run(5000);

    expect(lab.pods('web').map(({ metadata }) => metadata.name)).not.toContain(pending);
    expect(lab.pods('web').filter(isPodReady)).toHaveLength(4);
    const crashed = lab.pods('web')[1]?.metadata.name ?? '';
    lab.exec(crashed, 'sh', '-c', 'kill 1');
    lab.untilPod(crashed, 'not ready', (pod) => !isPodReady(pod));
    lab.scale('web', 3);
    lab.until('it goes', () => lab.pods('web').every(({ metadata }) => metadata.name !== crashed), 5000);
    expect(lab.pods('web').filter(isPodReady)).toHaveLength(3);
  });

  test('to 0 and back leaves the ReplicaSet and its revision', () => {
    const lab = started(2);
    lab.scale('web', 0);
    lab.until('empty', () => lab.pods('web').length === 0);
    expect(lab.replicaSets('web')).toHaveLength(1);
    lab.scale('web', 2);
    lab.ready('web', 2);

    expect(lab.deployment('web').metadata.annotations?.[REVISION]).toBe('1');
  });

  test('follows the pod-deletion-cost of its pods', () => {
    const lab = started(3);
    const cheap = lab.pods('web')[1]?.metadata.name ?? '';
    const body = { metadata: { annotations: { 'controller.kubernetes.io/pod-deletion-cost': '-5' } } };
    lab.do({ verb: 'patch', resource: 'pods', name: cheap, body, patchType: 'merge' });
    lab.scale('web', 2);
    lab.ready('web', 2);

    expect(lab.pods('web').map(({ metadata }) => metadata.name)).not.toContain(cheap);
  });
});
