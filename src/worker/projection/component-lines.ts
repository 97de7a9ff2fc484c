/** The words on the components' cards. */
import { kindOfResource } from '../../engine/api/kinds';
import type { HopRecord } from '../../engine/kernel/trace';
import type { Decision } from '../../engine/scheduler/framework';
import type { ComponentLine } from '../protocol';

export const LINES_MAX = 6;

/** The last part of `namespace/pod/container`. */
export function lastPart(key: string): string {
  return key.slice(key.lastIndexOf('/') + 1);
}

const LOWER_CASE = new Set(['Pod', 'Node', 'Namespace', 'Event']);

/** What one calls a thing of this resource: `pod`, `ReplicaSet`. */
function nounOf(resource: string): string {
  const kind = kindOfResource(resource)?.kind ?? resource;
  return LOWER_CASE.has(kind) ? kind.toLowerCase() : kind;
}

/** What a controller has just asked for, in two words: `+1 pod`, `status`, `resize`. */
export function controllerNote({ verb, resource }: HopRecord): string {
  const [plural = '', subresource] = resource.split('/');
  if (subresource === 'status') return 'status';
  if (plural === 'endpointslices') return 'endpoints';
  if (verb === 'create') return `+1 ${nounOf(plural)}`;
  if (verb === 'delete') return `\u22121 ${nounOf(plural)}`;
  if (plural === 'replicasets') return 'resize';
  return plural === 'nodes' ? 'taints' : verb === 'get' ? 'looks' : 'marks';
}

/** Who fits nowhere, and why: the reasons of the message with their counts, one a line. */
function refusalLines(pod: string, message: string, at: number): ComponentLine[] {
  const reasons = message.replace(/^0\/\d+ nodes are available: /, '').replace(/\. preemption: .*$/, '');
  const lines = reasons.split(', ').map((text): ComponentLine => ({ head: '', text, tail: '', at }));
  return [{ head: 'no node', text: `for ${pod}`, tail: '', at }, ...lines];
}

/** The scores of a decision, or why no node fits. */
export function decisionLines({ at, node, podKey, scores, message }: Decision): ComponentLine[] {
  const pod = lastPart(podKey);
  if (node === '') return refusalLines(pod, message, at);
  const about: ComponentLine = { head: '', text: pod, tail: '', at };
  if (scores.length === 0) return [{ head: node, text: 'the only one that fits', tail: '', at }, about];
  const chosen = scores.filter((score) => score.node === node);
  const others = scores.filter((score) => score.node !== node);
  const lines = [...chosen, ...others].map((score) => {
    const tail = score.node === node ? `${score.total} ✓` : String(score.total);
    return {
      head: score.node === node ? score.node : '',
      text: score.node === node ? '' : score.node,
      tail,
      at,
    };
  });
  return [...lines.slice(0, LINES_MAX - 1), about];
}
