/** Scenarios that once broke a law, shrunk to what it took. Whoever finds another one adds it, with what was wrong. */
import type { FuzzScript } from './fuzz-script';
import { worldConfig } from './lab';

export interface Regression {
  /** What was wrong. */
  readonly was: string;
  readonly script: FuzzScript;
}

export const REGRESSIONS: readonly Regression[] = [
  {
    // The garbage collector asked for the old owner by name, found the new one, and left the orphans alone for ever.
    was: 'ReplicaSets outlived a Deployment that was deleted and at once created again under its name',
    script: {
      config: worldConfig({ latencies: { link: 1, etcd: 0, watch: 4 } }, 20),
      steps: [
        { do: 'deployment', name: 'api', wishes: { replicas: 6 }, still: false },
        { do: 'run', ms: 10, budget: 0 },
        { do: 'delete', what: 'deployments', index: 0, grace: -1, still: true },
        { do: 'deployment', name: 'api', wishes: { replicas: 5 }, still: false },
      ],
    },
  },
  {
    // The same, one owner lower: the Deployment makes its ReplicaSet again under the same name.
    was: 'pods outlived a ReplicaSet that was deleted and made again',
    script: {
      config: worldConfig({ workers: 5, latencies: { link: 1, etcd: 7, watch: 40, watchJitter: 10 } }, 11),
      steps: [
        {
          do: 'deployment',
          name: 'db',
          wishes: { replicas: 7, image: 'nginx:nope', grace: 2 },
          still: false,
        },
        { do: 'run', ms: 21_733, budget: 0 },
        { do: 'delete', what: 'replicasets', index: 18, grace: -1, still: false },
      ],
    },
  },
  {
    // A request at an instant of a standing clock committed before one that had come earlier, and its watch events
    // overtook those of that one, which the caches then took for old news.
    was: 'caches lost a change when a request of a standing clock came within the commit of another',
    script: {
      config: worldConfig({ latencies: { etcd: 7 } }, 3),
      steps: [
        { do: 'run', ms: 2000, budget: 0 },
        { do: 'deployment', name: 'web', wishes: { replicas: 3 }, still: false },
        { do: 'run', ms: 5, budget: 0 },
        { do: 'deployment', name: 'api', wishes: { replicas: 3 }, still: true },
        { do: 'run', ms: 1, budget: 0 },
        { do: 'scale', name: 'api', replicas: 2, still: true },
      ],
    },
  },
];
