/** A cluster in which much goes on and much is broken, twice: for reading commands of two kubectls. */
import { KUBEADM_CLUSTER } from '../../../engine/cluster';
import { DEFAULT_WORLD } from '../../../engine/world';
import { loadDescriptions } from '../../../worker/descriptions';
import { NETWORK, STORED, WORKLOADS } from './rich-objects';
import { PODS } from './rich-pods';
import { Lab } from './side-by-side';

/**
 * Before the machine's clock, ms: a kubectl computes some ages with that clock. Half an hour beside full hours, so that all
 * ages that it prints stay the same while a table of commands runs.
 */
const BEHIND_MS = 20.5 * 3_600_000;

const RICH_FILES = {
  'stored.yaml': STORED,
  'network.yaml': NETWORK,
  'workloads.yaml': WORKLOADS,
  'pods.yaml': PODS,
} as const;

/** What happens to the objects before anybody reads. */
const EVENTS = [
  'kubectl annotate deploy web kubernetes.io/change-cause=second --overwrite',
  'kubectl set image deploy/web nginx=nginx:1.26',
  'kubectl delete pod held slow --wait=false',
];

/** 10 minutes after its objects were made; worker-3 has been without power for 8 of them. */
export async function openRichLab(files: Readonly<Record<string, string>> = {}): Promise<Lab> {
  const lab = await Lab.open({
    config: {
      ...DEFAULT_WORLD,
      clusters: [KUBEADM_CLUSTER],
      epochMs: Math.floor((Date.now() - BEHIND_MS) / 1000) * 1000,
    },
    files: { ...RICH_FILES, ...files },
    now: () => Date.now(),
    loadDescriptions,
  });
  for (const name of Object.keys(RICH_FILES)) await mustWork(lab, `kubectl create -f ${name}`);
  lab.advance(120_000);
  lab.breakDown({ type: 'power-off', target: 'worker-3' });
  lab.advance(470_000);
  for (const line of EVENTS) await mustWork(lab, line);
  lab.advance(8000);
  return lab;
}

async function mustWork(lab: Lab, line: string): Promise<void> {
  const printed = await lab.both(line);
  for (const { code, err } of printed) if (code !== 0) throw new Error(`${line}: ${err}`);
}
