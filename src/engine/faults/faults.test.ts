import { describe, expect, test } from 'vitest';
import { KUBEADM_CLUSTER } from '../cluster';
import { Lab } from '../testing/lab';
import { DEFAULT_WORLD } from '../world';
import { counterOf, faultInput, faultLabel, type Fault } from './faults';

const MACHINE = 'control-plane';

function kubeadm(): Lab {
  const lab = new Lab({ ...DEFAULT_WORLD, clusters: [KUBEADM_CLUSTER] });
  lab.run(60_000);
  return lab;
}

function cause(lab: Lab, fault: Fault): void {
  lab.simulation.input(faultInput(lab.cluster, fault, MACHINE));
}

const FAULTS: readonly Fault[] = [
  { type: 'stop', target: 'kube-apiserver' },
  { type: 'stop', target: 'etcd' },
  { type: 'stop', target: 'kube-scheduler' },
  { type: 'stop', target: 'kube-controller-manager' },
  { type: 'stop', target: 'worker-1/kubelet' },
  { type: 'stop', target: 'control-plane/kubelet' },
  { type: 'power-off', target: 'worker-2' },
  { type: 'power-off', target: 'control-plane' },
  { type: 'cut', target: 'worker-3' },
  { type: 'cut', target: 'control-plane' },
];

describe('a fault', () => {
  test.each(FAULTS)(
    '$type $target is undone by its counter-action: a Deployment comes up afterwards',
    (fault) => {
      const lab = kubeadm();
      cause(lab, fault);
      lab.run(70_000);
      cause(lab, counterOf(fault));
      lab.run(90_000);
      lab.createDeployment('late', { replicas: 6 });
      lab.ready('late', 6);

      expect(counterOf(counterOf(fault))).toEqual(fault);
    },
  );

  test('says which deed it stands for', () => {
    const labels = FAULTS.map((fault) => faultLabel(fault, MACHINE));
    expect(labels).toContain('ssh control-plane sudo mv /etc/kubernetes/manifests/kube-scheduler.yaml /tmp/');
    expect(labels).toContain('ssh worker-1 sudo systemctl stop kubelet');
    expect(labels).toContain('pull the plug of worker-2');
    expect(faultLabel({ type: 'stop', target: 'etcd' }, '')).toBe('sudo systemctl stop etcd');
  });

  test('is an input: the world replayed from its journal is the same world', () => {
    const lab = kubeadm();
    for (const fault of FAULTS.slice(0, 7)) {
      cause(lab, fault);
      lab.run(7000);
    }
    const again = new Lab(lab.config);
    again.simulation.replay(lab.simulation.journal, lab.now);

    expect(again.simulation.stateHash()).toBe(lab.simulation.stateHash());
  });
});
