/** One fixed run of a world, for comparing what different JavaScript engines make of it. */
import { bootedLab, type Lab } from './lab';

export interface Fingerprint {
  readonly now: number;
  readonly steps: number;
  readonly state: string;
  readonly rolling: string;
}

function fingerprint({ simulation }: Lab): Fingerprint {
  const { now, steps } = simulation;
  return { now, steps, state: simulation.stateHash(), rolling: simulation.rollingHash() };
}

/** A class hour in short: a roll-out, a crash, a typo, a full cluster, deletions; looked at every 5 s. */
export function determinismRun(seed: number): readonly Fingerprint[] {
  const lab = bootedLab({ cpuMillicores: 1500, latencies: { watch: 30, watchJitter: 90 } }, seed);
  const prints = [fingerprint(lab)];
  const look = (): unknown => prints.push(fingerprint(lab));
  const acts: readonly (() => void)[] = [
    () => lab.createDeployment('web', { replicas: 6, cpu: '250m', memory: '96Mi' }),
    () => lab.exec(lab.pods('web')[1]?.metadata.name ?? '', 'sh', '-c', 'kill 1'),
    () => lab.createPod('typo', { image: 'ngnix' }),
    () => lab.setImage('web', 'nginx:1.28'),
    () => lab.createPod('crash', { image: 'busybox', command: ['sh', '-c', 'sleep 3; exit 1'] }),
    () => lab.scale('web', 25),
    () => lab.delete('pods', lab.pods('web')[0]?.metadata.name ?? ''),
    () => lab.delete('deployments', 'web'),
  ];
  for (const act of acts) {
    act();
    for (let i = 0; i < 3; i++) {
      lab.run(5000);
      look();
    }
  }
  return prints;
}
