/** Sentences about namespaces, settings and leaders. */
import type { Lease } from '../../engine/api/lease';
import type { ApiObject } from '../../engine/api/meta';
import type { Namespace } from '../../engine/api/namespace';
import type { Change } from '../../engine/etcd/store';

export function aboutNamespace(change: Change): string {
  const { metadata, status } = change.value as Namespace;
  const { name } = metadata;
  if (change.type === 'ADDED') return `kube-apiserver stored the namespace *${name}*.`;
  if (change.type === 'DELETED') return `The namespace *${name}* is gone, with all that was in it.`;
  const before = (change.previous as Namespace).status?.phase;
  return status?.phase === 'Terminating' && before !== 'Terminating'
    ? `The namespace *${name}* is Terminating: first everything in it is deleted.`
    : '';
}

/** A ConfigMap or a Secret. */
export function aboutSettings(change: Change): string {
  const { kind, metadata } = change.value as ApiObject;
  const { name } = metadata;
  if (change.type === 'ADDED') return `kube-apiserver stored the ${kind} *${name}*.`;
  if (change.type === 'DELETED')
    return `The ${kind} *${name}* is gone. What runs keeps what it has read; new containers that need it can't start.`;
  return `The ${kind} *${name}* has changed: mounted files follow within about a minute, environment variables only in new containers.`;
}

const LEADERS = new Set(['kube-scheduler', 'kube-controller-manager']);

/** Who holds the Lease of a process of which only one may work. */
export function aboutLease(change: Change): string {
  const { metadata, spec } = change.value as Lease;
  if (metadata.namespace !== 'kube-system' || !LEADERS.has(metadata.name) || change.type === 'DELETED')
    return '';
  const before = (change.previous as Lease | undefined)?.spec.holderIdentity ?? '';
  const { holderIdentity: holder = '' } = spec;
  if (holder === before || holder === '') return '';
  return `The *${metadata.name}* that has just started holds the Lease *${metadata.name}* now: it works from here on.`;
}
