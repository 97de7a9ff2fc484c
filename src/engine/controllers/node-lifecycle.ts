/**
 * The node lifecycle controller: the taints that follow from a node's conditions, its labels, and the monitor that
 * looks after heartbeats. Keys are nodes, and `*` for the monitor.
 * Models pkg/controller/nodelifecycle/node_lifecycle_controller.go.
 */
import type { Node } from '../api/node';
import type { CacheChange } from '../client/informer';
import { NOTHING_TO_DO, type Controller, type Plan, type Step, type View } from './controller';
import { monitor } from './node-monitor';
import { noScheduleTaints } from './node-taints';

const MONITOR = '*';

/** Labels that once were beta and follow those that took their place. Models labelReconcileInfo. */
const FOLLOWERS: Readonly<Record<string, string>> = {
  'kubernetes.io/os': 'beta.kubernetes.io/os',
  'kubernetes.io/arch': 'beta.kubernetes.io/arch',
};

function labelStep({ metadata: { name, labels } }: Node): Step {
  const changed: Record<string, string> = {};
  for (const [leader, follower] of Object.entries(FOLLOWERS)) {
    const value = labels?.[leader];
    if (value !== undefined && labels?.[follower] !== value) changed[follower] = value;
  }
  if (Object.keys(changed).length === 0) return [];
  const body = { metadata: { labels: changed } };
  return [{ verb: 'patch', resource: 'nodes', namespace: '', name, body, patchType: 'merge' }];
}

function reconcile(key: string, view: View, now: number, memory: unknown): Plan {
  if (key === MONITOR) return monitor(view, now, memory);
  const node = view.get<Node>('nodes', key);
  if (node === undefined) return NOTHING_TO_DO;
  const taints = noScheduleTaints(node, view.epochMs + now);
  return { steps: [taints === null ? [] : [taints], labelStep(node)] };
}

/** Heartbeats arrive every ten seconds and need no look of their own: the monitor passes by every five. */
function keysFor({ resource, key, old, now }: CacheChange): readonly string[] {
  if (resource !== 'nodes' || now === undefined) return [];
  return old === undefined ? [key, MONITOR] : [key];
}

export const nodeLifecycleController: Controller = {
  name: 'node-lifecycle',
  component: 'node-controller',
  watches: ['nodes', 'leases', 'pods'],
  indexes: { pods: ['node'] },
  keysFor,
  reconcile,
};
