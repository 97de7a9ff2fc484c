/**
 * The component that keeps a cluster's table of Services: what the kube-proxies of all nodes and CoreDNS would each
 * learn from watches of their own. A node sees it through `serviceTableAt`, with its own delay.
 */
import type { EndpointSlice } from '../api/endpointslice';
import type { Service } from '../api/service';
import type { ApiResponse, WatchEvent } from '../api/wire';
import { EXPECTS_ANSWERS, takeConnectionLost, takeUndelivered } from '../client/connection';
import { cached, cloneInformers, createInformer, type CacheChange, type Informer } from '../client/informer';
import {
  openInformer,
  takeResponse,
  takeWatchEvent,
  type Process,
  type ProcessEvent,
} from '../client/process';
import { cloneClient, createClient, type ClientState } from '../client/requests';
import type { ComponentKind, Context } from '../kernel/component';
import { cowMap, indexAdd, indexKeys, indexRemove, shareMap, type CowIndex } from '../kernel/cow';
import type { SimEvent } from '../kernel/event';
import type { ConnectionLost, Undelivered } from '../kernel/machinery';
import type { NetworkNode, Routes } from '../network/routes';
import { routesTo } from '../network/routes';
import {
  cloneServiceTable,
  createServiceTable,
  setService,
  viewAt,
  type ServiceTable,
  type TableView,
} from '../network/table';

export interface ServiceTableState extends Process {
  readonly cluster: string;
  readonly client: ClientState;
  readonly informers: Map<string, Informer>;
  readonly routes: Routes;
  readonly table: ServiceTable;
  /** Keys of the EndpointSlices of each Service. */
  readonly slices: CowIndex;
}

export interface ServiceTableOptions {
  readonly cluster: string;
  readonly link: number;
  readonly nodes: readonly NetworkNode[];
}

export function createServiceTableState(options: ServiceTableOptions): ServiceTableState {
  const { cluster, link, nodes } = options;
  const user = 'system:kube-proxy';
  return {
    cluster,
    client: createClient({
      name: '',
      server: `${cluster}/kube-apiserver`,
      user,
      link,
      qps: Infinity,
      burst: 1,
    }),
    informers: new Map([
      ['services', createInformer('services')],
      ['endpointslices', createInformer('endpointslices')],
    ]),
    routes: routesTo(nodes),
    table: createServiceTable(),
    slices: cowMap(),
  };
}

function clone(state: ServiceTableState): ServiceTableState {
  return {
    ...state,
    client: cloneClient(state.client),
    informers: cloneInformers(state.informers),
    table: cloneServiceTable(state.table),
    slices: shareMap(state.slices),
  };
}

const SERVICE_NAME = 'kubernetes.io/service-name';

/** The Service to which a slice belongs; '' for none. */
function serviceOf(slice: EndpointSlice | undefined): string {
  const name = slice?.metadata.labels?.[SERVICE_NAME] ?? '';
  return name === '' ? '' : `${slice?.metadata.namespace ?? ''}/${name}`;
}

/** The key of the Service that a change concerns. */
function noteChange(
  state: ServiceTableState,
  context: Context,
  { resource, key, old, now }: CacheChange,
): string[] {
  if (resource === 'services') return [key];
  const [before, after] = [
    serviceOf(old as EndpointSlice | undefined),
    serviceOf(now as EndpointSlice | undefined),
  ];
  if (before !== after) {
    if (before !== '') indexRemove(state.slices, context.epoch, before, key);
    if (after !== '') indexAdd(state.slices, context.epoch, after, key);
  }
  return before === after ? [after] : [before, after];
}

function renew(state: ServiceTableState, context: Context, key: string): void {
  const services = state.informers.get('services') as Informer;
  const endpoints = state.informers.get('endpointslices') as Informer;
  const service = cached<Service>(services, key);
  if (service === undefined) {
    if (state.table.services.map.has(key)) setService(state.table, context.epoch, context.now, key, null);
    return;
  }
  const slices: EndpointSlice[] = [];
  for (const sliceKey of indexKeys(state.slices, key)) {
    const slice = cached<EndpointSlice>(endpoints, sliceKey);
    if (slice !== undefined && slice.addressType === 'IPv4') slices.push(slice);
  }
  setService(state.table, context.epoch, context.now, key, { service, slices });
}

function takeChanges(state: ServiceTableState, context: Context, event: ProcessEvent): void {
  if (event.kind !== 'changes') return;
  const keys = new Set<string>();
  for (const change of event.changes) {
    if (change.old === change.now) continue;
    for (const key of noteChange(state, context, change)) if (key !== '') keys.add(key);
  }
  for (const key of keys) renew(state, context, key);
}

export const serviceTableComponent: ComponentKind<ServiceTableState> = {
  clone,
  expects: EXPECTS_ANSWERS,
  handle(state: ServiceTableState, event: SimEvent, context: Context): void {
    switch (event.type) {
      case 'start':
        for (const resource of state.informers.keys()) openInformer(state.client, context, resource);
        break;
      case 'relist':
        openInformer(state.client, context, event.data as string);
        break;
      case 'watch':
        takeChanges(state, context, takeWatchEvent(state, context, event.data as WatchEvent));
        break;
      case 'response':
        takeChanges(state, context, takeResponse(state, context, event.data as ApiResponse));
        break;
      case 'connection-lost':
        takeConnectionLost([state.client], state.informers, context, event.data as ConnectionLost);
        break;
      case 'undelivered':
        takeUndelivered(context, event.data as Undelivered);
        break;
      default:
        throw new Error(`service-table: unknown event ${event.type}`);
    }
  },
};

/** The Services as the kube-proxy of a node had them in its rules at a time. */
export function serviceTableAt(state: ServiceTableState, node: string, time: number): TableView {
  return viewAt(state.table, node, time);
}
