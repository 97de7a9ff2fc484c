/** Reading a session that a stranger may have written: every field is looked at, and a mistake is told with its place. */
import type { ClusterConfig } from '../../cluster';
import type { Hop } from '../../kernel/event';
import type { JournalEntry } from '../../kernel/journal';
import { KERNEL } from '../../kernel/machinery';
import type { WorldConfig } from '../../world';
import type { WorldRecord } from './host';

/** Says where a session is wrong, and how. */
export class RecordError extends Error {
  override readonly name = 'RecordError';
}

type Fields = Readonly<Record<string, unknown>>;

const DEPTH_MAX = 100;
const ENTRIES_MAX = 100_000;
const TEXT_MAX = 2000;
const WORKERS_MAX = 1000;
/** Ten years, ms. */
const TIME_MAX = 10 * 366 * 24 * 3_600_000;
const COUNT_MAX = Number.MAX_SAFE_INTEGER;
const LATENCY_MAX = 60_000;

function wrong(place: string, what: string): never {
  throw new RecordError(`${place} ${what}`);
}

function fieldsOf(value: unknown, place: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) wrong(place, 'is not an object');
  return value as Fields;
}

function whole(value: unknown, place: string, max: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > max)
    wrong(place, `is not a whole number from 0 to ${max}`);
  return value;
}

function text(value: unknown, place: string, max = TEXT_MAX): string {
  if (typeof value !== 'string' || value.length > max)
    wrong(place, `is not a text of at most ${max} characters`);
  return value;
}

function flag(value: unknown, place: string): boolean {
  if (typeof value !== 'boolean') wrong(place, 'is neither true nor false');
  return value;
}

/** Requests a second, or a burst: JSON has no infinity, so that is a word. */
function rate(value: unknown, place: string): number {
  if (value === 'Infinity') return Infinity;
  if (typeof value !== 'number' || !(value > 0) || value > COUNT_MAX) wrong(place, 'is not a number above 0');
  return value;
}

/** Plain data, not too deep, and without names that mean something to JavaScript. */
function plain(value: unknown, place: string, depth = 0): void {
  if (depth > DEPTH_MAX) wrong(place, 'is nested too deeply');
  if (typeof value !== 'object' || value === null) return;
  for (const name of Object.keys(value)) {
    if (name === '__proto__') wrong(place, 'has a field that is called __proto__');
    plain((value as Fields)[name], place, depth + 1);
  }
}

// ------------------------------------------------------------------------------------------------------- config

const CLUSTER_NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
/** 32 TiB. */
const MEMORY_MAX = 32 * 1024 * 1024 * 1024 * 1024;

function latenciesOf(value: unknown, place: string): ClusterConfig['latencies'] {
  const fields = fieldsOf(value, place);
  const of = (name: string) => whole(fields[name], `${place}.${name}`, LATENCY_MAX);
  return { link: of('link'), etcd: of('etcd'), watch: of('watch'), watchJitter: of('watchJitter') };
}

function limitsOf(value: unknown, place: string): ClusterConfig['limits'] {
  const fields = fieldsOf(value, place);
  const of = (name: string) => {
    const at = `${place}.${name}`;
    const limit = fieldsOf(fields[name], at);
    return { qps: rate(limit['qps'], `${at}.qps`), burst: rate(limit['burst'], `${at}.burst`) };
  };
  return { controllers: of('controllers'), others: of('others') };
}

function runtimesOf(value: unknown, place: string): Pick<ClusterConfig, 'runtimes'> {
  if (value === undefined) return {};
  const isRuntime = (each: unknown) => each === 'containerd' || each === 'cri-o';
  if (!Array.isArray(value) || value.length === 0 || value.length > 10 || !value.every(isRuntime))
    wrong(place, 'is not a list of containerd and cri-o');
  return { runtimes: value };
}

function clusterOf(value: unknown, place: string): ClusterConfig {
  const fields = fieldsOf(value, place);
  const at = (name: string) => `${place}.${name}`;
  const name = text(fields['name'], at('name'));
  if (!CLUSTER_NAME.test(name)) wrong(at('name'), 'is no name of a cluster');
  return {
    name,
    workers: whole(fields['workers'], at('workers'), WORKERS_MAX),
    controlPlane: flag(fields['controlPlane'], at('controlPlane')),
    addons: flag(fields['addons'], at('addons')),
    leaderElection: flag(fields['leaderElection'], at('leaderElection')),
    cpuMillicores: whole(fields['cpuMillicores'], at('cpuMillicores'), COUNT_MAX),
    memoryBytes: whole(fields['memoryBytes'], at('memoryBytes'), MEMORY_MAX),
    podsMax: whole(fields['podsMax'], at('podsMax'), WORKERS_MAX),
    ...runtimesOf(fields['runtimes'], at('runtimes')),
    latencies: latenciesOf(fields['latencies'], at('latencies')),
    limits: limitsOf(fields['limits'], at('limits')),
  };
}

function configOf(value: unknown): WorldConfig {
  const fields = fieldsOf(value, 'config');
  const clusters = fields['clusters'];
  if (!Array.isArray(clusters) || clusters.length !== 1)
    wrong('config.clusters', 'is not a list of one cluster');
  return {
    seed: whole(fields['seed'], 'config.seed', COUNT_MAX),
    epochMs: whole(fields['epochMs'], 'config.epochMs', COUNT_MAX),
    clusters: (clusters as readonly unknown[]).map((each, i) => clusterOf(each, `config.clusters[${i}]`)),
  };
}

// ------------------------------------------------------------------------------------------------------ journal

const VERBS = ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'];
const REQUEST_TEXTS = ['resource', 'namespace', 'name', 'subresource', 'user', 'client'];

function checkRequest(data: Fields, place: string): void {
  whole(data['id'], `${place}.id`, COUNT_MAX);
  if (!VERBS.includes(data['verb'] as string)) wrong(`${place}.verb`, `is none of ${VERBS.join(', ')}`);
  for (const name of REQUEST_TEXTS) text(data[name], `${place}.${name}`);
}

function checkStreamPart(data: Fields, place: string): void {
  whole(data['stream'], `${place}.stream`, COUNT_MAX);
  whole(data['channel'], `${place}.channel`, 255);
  text(data['data'], `${place}.data`, COUNT_MAX);
}

const MACHINE_FAULTS = ['power-off', 'power-on', 'cut', 'mend'];

function checkControl(data: Fields, place: string, cluster: string): void {
  const inside = (name: string) => {
    if (!text(data[name], `${place}.${name}`).startsWith(`${cluster}/`))
      wrong(`${place}.${name}`, `is not in the cluster ${cluster}`);
  };
  const { type } = data;
  if (MACHINE_FAULTS.includes(type as string)) inside('machine');
  else if (type === 'stop-process' || type === 'start-process') inside('address');
  else if (type === 'disk') {
    inside('address');
    const change = fieldsOf(data['change'], `${place}.change`);
    if (change['type'] !== 'static-manifest') wrong(`${place}.change.type`, 'is not static-manifest');
    const manifest = fieldsOf(change['data'], `${place}.change.data`);
    text(manifest['name'], `${place}.change.data.name`);
    flag(manifest['present'], `${place}.change.data.present`);
  } else wrong(`${place}.type`, 'is no fault');
}

function hopOf(value: unknown, place: string): Hop {
  const fields = fieldsOf(value, place);
  return {
    kind: 'input',
    verb: text(fields['verb'], `${place}.verb`),
    resource: text(fields['resource'], `${place}.resource`),
    key: text(fields['key'], `${place}.key`),
    code: whole(fields['code'], `${place}.code`, 599),
  };
}

/** Inputs come from the person outside, and go to the API server or to the machines. */
function checkWay(type: string, to: string, data: Fields, place: string, cluster: string): void {
  const isToDoor = to === `${cluster}/kube-apiserver`;
  if (type === 'request' && isToDoor) checkRequest(data, `${place}.data`);
  else if (type === 'stream-input' && isToDoor) checkStreamPart(data, `${place}.data`);
  else if (type === 'control' && to === KERNEL) checkControl(data, `${place}.data`, cluster);
  else wrong(place, 'is no input that this program knows');
}

function entryOf(value: unknown, place: string, cluster: string): JournalEntry {
  const fields = fieldsOf(value, place);
  const [from, to] = [text(fields['from'], `${place}.from`), text(fields['to'], `${place}.to`)];
  const type = text(fields['type'], `${place}.type`);
  const data = fieldsOf(fields['data'], `${place}.data`);
  if (from !== `${cluster}/user`) wrong(`${place}.from`, `is not ${cluster}/user`);
  plain(data, `${place}.data`);
  checkWay(type, to, data, place, cluster);
  return {
    label: text(fields['label'], `${place}.label`),
    from,
    to,
    type,
    data,
    hop: hopOf(fields['hop'], `${place}.hop`),
    latency: whole(fields['latency'], `${place}.latency`, LATENCY_MAX),
    immediate: flag(fields['immediate'], `${place}.immediate`),
    at: whole(fields['at'], `${place}.at`, TIME_MAX),
    step: whole(fields['step'], `${place}.step`, COUNT_MAX),
  };
}

function journalOf(value: unknown, cluster: string): JournalEntry[] {
  if (!Array.isArray(value)) wrong('journal', 'is not a list');
  const list = value as readonly unknown[];
  if (list.length > ENTRIES_MAX) wrong('journal', `has more than ${ENTRIES_MAX} entries`);
  const entries = list.map((each, i) => entryOf(each, `journal[${i}]`, cluster));
  for (const [i, { at, step }] of entries.entries()) {
    const before = entries[i - 1];
    if (before !== undefined && (at < before.at || step < before.step))
      wrong(`journal[${i}]`, 'comes before the entry that it follows');
  }
  return entries;
}

/** Throws a `RecordError`. */
export function checkedRecord(fields: Fields): WorldRecord {
  const config = configOf(fields['config']);
  const journal = journalOf(fields['journal'], (config.clusters[0] as ClusterConfig).name);
  const at = whole(fields['at'], 'at', TIME_MAX);
  const step = whole(fields['step'], 'step', COUNT_MAX);
  const last = journal.at(-1);
  if (last !== undefined && (at < last.at || step < last.step)) wrong('at', 'comes before the last entry');
  return { config, journal, at, step };
}

/** The same as JSON can carry it. */
export function writtenConfig(config: WorldConfig): unknown {
  const { seed, epochMs, clusters } = config;
  const written = ({ qps, burst }: { readonly qps: number; readonly burst: number }) => ({
    qps: qps === Infinity ? 'Infinity' : qps,
    burst: burst === Infinity ? 'Infinity' : burst,
  });
  const limits = ({ limits: { controllers, others } }: ClusterConfig) => ({
    controllers: written(controllers),
    others: written(others),
  });
  return { seed, epochMs, clusters: clusters.map((each) => ({ ...each, limits: limits(each) })) };
}
