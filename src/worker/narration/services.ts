/** Sentences about Services, and about whom they lead to. */
import type { EndpointSlice } from '../../engine/api/endpointslice';
import type { Service } from '../../engine/api/service';
import type { Change } from '../../engine/etcd/store';
import { serviceKeyOf } from '../projection/service-views';
import { names, pods } from './words';

function address({ spec }: Service): string {
  if (spec.type === 'ExternalName') return `it is another name for *${spec.externalName ?? ''}*`;
  if (spec.clusterIP === 'None') return 'it is headless: DNS gives the addresses of its pods';
  return `it has the address *${spec.clusterIP ?? ''}*`;
}

export function aboutService(change: Change): string {
  const service = change.value as Service;
  const { name } = service.metadata;
  if (change.type === 'ADDED') return `kube-apiserver stored the Service *${name}*: ${address(service)}.`;
  return change.type === 'DELETED' ? `The Service *${name}* is gone: its address leads nowhere.` : '';
}

/** Names of the pods that get new connections. */
function targets(slice: EndpointSlice | undefined): Set<string> {
  const ready = new Set<string>();
  for (const { conditions, targetRef } of slice?.endpoints ?? []) {
    if (conditions.ready !== false && targetRef?.name !== undefined) ready.add(targetRef.name);
  }
  return ready;
}

export function aboutSlice(change: Change): string {
  const slice = change.value as EndpointSlice;
  const key = serviceKeyOf(slice);
  const service = key.slice(key.indexOf('/') + 1);
  if (service === '' || change.type === 'DELETED') return '';
  const before = targets(change.previous as EndpointSlice | undefined);
  const now = targets(slice);
  const come = [...now].filter((name) => !before.has(name));
  const gone = [...before].filter((name) => !now.has(name));
  if (gone.length > 0 && now.size === 0)
    return `The Service *${service}* has no ready pod any more: whoever connects to it is refused.`;
  if (gone.length > 0) {
    const [is, it] = gone.length === 1 ? ['is', 'it'] : ['are', 'them'];
    return `${names(gone)} ${is} out of the Service *${service}*: no new connections go to ${it}.`;
  }
  if (come.length === 0) return '';
  return come.length === 1 && now.size > 1
    ? `The Service *${service}* leads to *${come[0]}* too.`
    : `The Service *${service}* leads to ${pods(now.size)} now.`;
}
