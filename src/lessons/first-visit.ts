/**
 * The first visit: three steps, as data. A step is done when the cluster *is* so, not when something was typed or
 * clicked; a step to read is done when it was read.
 */

/** What the checks look at: a small, plain summary of the cluster. */
export interface ClusterSummary {
  /** Pods that are not the system's own. */
  readonly pods: number;
  readonly podsRunning: number;
  /** Pods on their way in or out: pending, starting, terminating. */
  readonly podsMoving: number;
  /** Workloads with fewer ready pods than they want. */
  readonly workloadsShort: number;
  /** The kind of the newest kill by the user, null before the first. */
  readonly killed: 'delete' | 'crash' | null;
}

/** Where the reader should look. */
export type Target = 'cluster' | 'pod' | 'why';

export interface LessonStep {
  readonly id: string;
  readonly title: string;
  readonly target: Target;
  /** What to say: depends on how the cluster is. */
  readonly text: (summary: ClusterSummary) => string;
  /** Something that helps on, offered as a button; null when nothing is needed. */
  readonly help: (summary: ClusterSummary) => 'apply-sample' | 'show-newest-pod' | null;
  /** Null for a step that is done when it was read. */
  readonly done: ((summary: ClusterSummary) => boolean) | null;
}

/** True when every workload has what it wants and nothing is under way. */
function isCalm({ podsMoving, workloadsShort }: ClusterSummary): boolean {
  return podsMoving === 0 && workloadsShort === 0;
}

export const firstVisit: readonly LessonStep[] = [
  {
    id: 'cluster',
    title: 'This is your cluster',
    target: 'cluster',
    text: ({ pods }) =>
      pods === 0
        ? 'The control plane above decides; the workers below run your pods. There are none yet: start three, and watch the request travel.'
        : 'The control plane above decides; the workers below run your pods. Every moving dot is a real message, and all pass through the kube-apiserver.',
    help: ({ pods }) => (pods === 0 ? 'apply-sample' : null),
    done: null,
  },
  {
    id: 'kill',
    title: 'Click a pod and kill it',
    target: 'pod',
    text: ({ podsRunning }) =>
      podsRunning === 0
        ? 'Wait until a pod is Running (a green square with a check).'
        : 'Click one of your pods in a worker and choose: delete the pod, or crash its container. Nothing breaks for good: Undo takes it back.',
    help: ({ pods }) => (pods === 0 ? 'apply-sample' : null),
    done: ({ killed }) => killed !== null,
  },
  {
    id: 'healed',
    title: 'This is why it healed',
    target: 'why',
    text: (summary) => {
      if (summary.killed === 'crash') {
        return 'Same pod, new container: the kubelet on its node saw the exit and starts it again, at once the first time, then after 10 s, 20 s, 40 s …';
      }
      if (!isCalm(summary)) {
        return 'The ReplicaSet wants more pods than it sees, so it asks for a new one; the scheduler picks a node; the kubelet there starts it.';
      }
      return 'A new pod with a new name and address took its place, because the ReplicaSet compares what is wanted with what is there. Read its Why?';
    },
    help: (summary) => (summary.killed === 'delete' && isCalm(summary) ? 'show-newest-pod' : null),
    done: null,
  },
];
