/** What a teller of a commit can look at besides the commit. */
import type { Change } from '../../engine/etcd/store';
import type { Decision } from '../../engine/scheduler/framework';
import type { Subject } from '../subject';

export interface Telling {
  readonly subject: Subject;
  readonly decisions: readonly Decision[];
  /** Everything that was committed since the last look. */
  readonly commits: readonly Change[];
  /** True when somebody in front of the screen began what led to it. */
  isUsers(change: Change): boolean;
}

const SYSTEM_NAMESPACES = new Set(['kube-system', 'kube-public', 'kube-node-lease']);

/** True for what the cluster keeps for itself: told only when somebody in front of the screen caused it. */
export function isSystemKey(key: string): boolean {
  return SYSTEM_NAMESPACES.has(key.slice(0, Math.max(0, key.indexOf('/'))));
}
