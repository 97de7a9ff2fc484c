/** Sentences about nodes. */
import { conditionOf } from '../../engine/api/conditions';
import type { Node, Taint } from '../../engine/api/node';
import type { Change } from '../../engine/etcd/store';
import { quoted } from './words';

function readyOf({ status }: Node): string {
  return conditionOf(status.conditions, 'Ready')?.status ?? '';
}

function readiness(node: Node, before: Node): string {
  const [old, now] = [readyOf(before), readyOf(node)];
  if (old === now) return '';
  const { name } = node.metadata;
  if (now === 'Unknown')
    return `*${name}* is NotReady: nothing was heard of its kubelet for 50 s. Its pods count as not ready from now on.`;
  if (now === 'False') {
    const message = conditionOf(node.status.conditions, 'Ready')?.message ?? '';
    return old === '' ? '' : `*${name}* is NotReady. Its kubelet says: ${quoted(message)}`;
  }
  return old === 'Unknown'
    ? `*${name}* is back: its kubelet reports again, and it is Ready.`
    : `*${name}* is Ready.`;
}

function isSame(a: Taint, b: Taint): boolean {
  return a.key === b.key && a.effect === b.effect;
}

/** NoExecute moves pods. The other taints follow from what is told anyway. */
function tainted(node: Node, before: Node): string {
  const old = before.spec.taints ?? [];
  const fresh = (node.spec.taints ?? []).find(
    (taint) => taint.effect === 'NoExecute' && !old.some((known) => isSame(known, taint)),
  );
  if (fresh === undefined) return '';
  const { name } = node.metadata;
  return `*${name}* gets the taint *${fresh.key}:NoExecute*: its pods have to leave. Most of them tolerate it for 300 s first.`;
}

function cordoned(node: Node, before: Node): string {
  const [old, now] = [before.spec.unschedulable === true, node.spec.unschedulable === true];
  const { name } = node.metadata;
  if (old === now) return '';
  return now
    ? `*${name}* is cordoned: it gets no new pods. Those that are there stay.`
    : `*${name}* takes new pods again.`;
}

export function aboutNode(change: Change): string {
  const node = change.value as Node;
  const { name } = node.metadata;
  if (change.type === 'ADDED') return `The kubelet on *${name}* has registered its node.`;
  if (change.type === 'DELETED') return `The node *${name}* is no longer known.`;
  const before = change.previous as Node;
  return readiness(node, before) || tainted(node, before) || cordoned(node, before);
}
