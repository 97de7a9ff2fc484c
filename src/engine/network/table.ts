/**
 * The Services of a cluster with their past: every change is a version, and each node's kube-proxy has seen the
 * versions up to some moment ago. One table serves all nodes, because their rules differ in nothing but time.
 */
import { cowMap, shareMap, writable, type CowMap } from '../kernel/cow';
import { hashText32 } from '../kernel/hash';
import { rulesOf, type PortRules, type ServiceEntry, type ServiceRules } from './rules';

interface Version {
  readonly number: number;
  /** Virtual ms. */
  readonly at: number;
  readonly key: string;
}

/** What a Service was from a version on; null once it is deleted. */
interface Past {
  readonly version: number;
  readonly entry: ServiceEntry | null;
}

export interface ServiceTable {
  /** The newest, oldest first. */
  versions: readonly Version[];
  /** By `namespace/name`, oldest first. */
  readonly services: CowMap<string, readonly Past[]>;
  /** Keys of the Services that have or had an address or a node port. */
  readonly byIp: CowMap<string, string>;
  readonly byNodePort: CowMap<number, string>;
}

/** Older versions are forgotten: nobody is that far behind for long. */
const VERSIONS_MAX = 256;
/** kube-proxy writes its rules at most once a second (minSyncPeriod). */
const LAG_MAX_MS = 1000;

export function createServiceTable(): ServiceTable {
  return { versions: [], services: cowMap(), byIp: cowMap(), byNodePort: cowMap() };
}

export function cloneServiceTable(table: ServiceTable): ServiceTable {
  return {
    ...table,
    services: shareMap(table.services),
    byIp: shareMap(table.byIp),
    byNodePort: shareMap(table.byNodePort),
  };
}

function newest(table: ServiceTable): number {
  return table.versions[table.versions.length - 1]?.number ?? 0;
}

/** A Service, or its slices, changed. */
export function setService(
  table: ServiceTable,
  epoch: number,
  now: number,
  key: string,
  entry: ServiceEntry | null,
): void {
  const number = newest(table) + 1;
  const kept = table.versions.length < VERSIONS_MAX ? table.versions : table.versions.slice(1);
  const gone = table.versions.length < VERSIONS_MAX ? undefined : table.versions[0];
  table.versions = [...kept, { number, at: now, key }];
  const oldest = table.versions[0]?.number ?? 0;
  const past = table.services.map.get(key) ?? [];
  const services = writable(table.services, epoch);
  services.set(key, [...withoutForgotten(past, oldest), { version: number, entry }]);
  if (gone !== undefined && gone.key !== key) forget(table, epoch, gone.key, oldest);
  if (entry === null) return;
  const { clusterIP = '' } = entry.service.spec;
  if (clusterIP !== '' && clusterIP !== 'None' && table.byIp.map.get(clusterIP) !== key) {
    writable(table.byIp, epoch).set(clusterIP, key);
  }
  for (const { nodePort = 0 } of entry.service.spec.ports ?? []) {
    if (nodePort !== 0 && table.byNodePort.map.get(nodePort) !== key)
      writable(table.byNodePort, epoch).set(nodePort, key);
  }
}

/** Keeps what any remembered version may ask for: the newest state of before, and all later ones. */
function withoutForgotten(past: readonly Past[], oldest: number): readonly Past[] {
  let first = 0;
  while (first + 1 < past.length && (past[first + 1] as Past).version <= oldest) first++;
  return first === 0 ? past : past.slice(first);
}

function forget(table: ServiceTable, epoch: number, key: string, oldest: number): void {
  const known = table.services.map.get(key);
  if (known === undefined) return;
  const past = withoutForgotten(known, oldest);
  if (past.length === 1 && past[0]?.entry === null) writable(table.services, epoch).delete(key);
  else if (past !== known) writable(table.services, epoch).set(key, past);
}

/** The table as one node sees it. */
export interface TableView {
  readonly table: ServiceTable;
  readonly version: number;
}

/** ms after which a node's rules follow a version. */
export function lagMs(node: string, version: number): number {
  const mixed = Math.imul(hashText32(node) ^ Math.imul(version, 0x9e3779b1), 0x85ebca6b);
  return (mixed >>> 0) % LAG_MAX_MS;
}

/** What the node's kube-proxy had written by `time`. */
export function viewAt(table: ServiceTable, node: string, time: number): TableView {
  const { versions } = table;
  for (let i = versions.length - 1; i >= 0; i--) {
    const { number, at } = versions[i] as Version;
    if (at + lagMs(node, number) <= time) return { table, version: number };
  }
  // Before all that is remembered: the oldest version, when older ones were forgotten; else there was nothing.
  const first = versions[0]?.number ?? 0;
  return { table, version: first > 1 ? first : 0 };
}

/** Everything that the table knows: what a DNS server sees, which needs to write no rules. */
export function latestView(table: ServiceTable): TableView {
  return { table, version: newest(table) };
}

export function serviceIn({ table, version }: TableView, key: string): ServiceRules | undefined {
  const past = table.services.map.get(key);
  if (past === undefined) return undefined;
  for (let i = past.length - 1; i >= 0; i--) {
    const state = past[i] as Past;
    if (state.version <= version) return state.entry === null ? undefined : rulesOf(state.entry);
  }
  return undefined;
}

/** The Service that has a cluster address. */
export function serviceOfIp(view: TableView, ip: string): ServiceRules | undefined {
  const key = view.table.byIp.map.get(ip);
  const rules = key === undefined ? undefined : serviceIn(view, key);
  return rules?.clusterIp === ip ? rules : undefined;
}

/** The Service port that a node port leads to. */
export function serviceOfNodePort(
  view: TableView,
  nodePort: number,
): { readonly rules: ServiceRules; readonly port: PortRules } | undefined {
  const key = view.table.byNodePort.map.get(nodePort);
  const rules = key === undefined ? undefined : serviceIn(view, key);
  const port = rules?.ports.find((candidate) => candidate.nodePort === nodePort);
  return rules === undefined || port === undefined ? undefined : { rules, port };
}
