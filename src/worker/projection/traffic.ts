/** Clients' requests to Services, from the records that the machines' runtimes keep. */
import { range } from '../../engine/etcd/store';
import type { ContainerdState } from '../../engine/node/containerd-state';
import { NO_TRAFFIC, type Traffic, type TrafficResult } from '../../engine/node/traffic';
import type { TrafficView } from '../protocol';
import { etcdOf, type Subject } from '../subject';
import { objectId } from './ids';
import { Shown } from './shown';

const RESULTS_MAX = 60;
/** Pairs of a client and whom it asks; who asks more addresses than that is not followed further. */
const VIEWS_MAX = 300;

const PROBLEMS: Readonly<Record<string, string>> = {
  refused: 'connection refused',
  timeout: 'timed out',
  'unknown-host': 'bad address',
  'no-dns': 'no answer from the DNS server',
};

function errorOf({ problem, code }: TrafficResult): string {
  return problem === '' ? `HTTP ${code}` : (PROBLEMS[problem] ?? problem);
}

interface Counts {
  readonly ok: number;
  readonly failed: number;
}

function counts({ answered, failed }: TrafficView): Counts {
  return { ok: answered, failed };
}

/** What was counted before the oldest result that is still recorded; known only of the one client of a Service. */
function countedBefore({ from, service }: TrafficResult, { recent, counts: all }: Traffic): Counts {
  const results = recent.filter((result) => result.service === service);
  const total = all[service];
  if (total === undefined || results.some((result) => result.from !== from)) return { ok: 0, failed: 0 };
  const ok = results.filter((result) => result.ok).length;
  return { ok: total.ok - ok, failed: total.failed - (results.length - ok) };
}

/** What a runtime had recorded when it was last looked at. */
interface Seen {
  readonly address: string;
  traffic: Traffic;
}

export class TrafficProjection {
  private readonly shown = new Shown<TrafficView>();
  private readonly runtimes: readonly Seen[];

  constructor(private readonly subject: Subject) {
    const { simulation, cluster } = subject;
    this.runtimes = [...simulation.addresses()]
      .filter((address) => address.startsWith(`${cluster}/`) && simulation.kindOf(address) === 'containerd')
      .map((address) => ({ address, traffic: NO_TRAFFIC }));
  }

  /** Looks at the records. Returns those that changed. */
  update(): readonly TrafficView[] {
    const changed = new Set<string>();
    const pods = range(etcdOf(this.subject), 'pods');
    for (const seen of this.runtimes) {
      const { traffic } = this.subject.simulation.stateOf(seen.address) as ContainerdState;
      if (traffic === seen.traffic) continue;
      const known = new Set(seen.traffic.recent);
      seen.traffic = traffic;
      for (const result of traffic.recent) {
        if (!known.has(result) && pods.has(result.from)) changed.add(this.take(result, traffic));
      }
    }
    return [...changed].flatMap((id) => this.shown.get(id) ?? []);
  }

  /** Returns the id of the view that the result changed. */
  private take(result: TrafficResult, traffic: Traffic): string {
    const { cluster } = this.subject;
    const { from, ok, pod, ms } = result;
    const client = `${cluster}/pods/${from}`;
    const service = this.serviceOf(client, result);
    const id = `${cluster}/traffic/${from}/${service.slice(service.lastIndexOf('/') + 1)}`;
    const before = this.shown.get(id);
    if (before === undefined && [...this.shown.all()].length >= VIEWS_MAX) return id;
    const { ok: answered, failed } = before === undefined ? countedBefore(result, traffic) : counts(before);
    this.shown.put({
      id,
      client,
      service,
      results: ((before?.results ?? '') + (ok ? '+' : '-')).slice(-RESULTS_MAX),
      answered: answered + (ok ? 1 : 0),
      failed: failed + (ok ? 0 : 1),
      error: ok ? (before?.error ?? '') : errorOf(result),
      latencyMs: ok ? ms : (before?.latencyMs ?? 0),
      pod: ok && pod !== '' ? this.podBehind(service, pod) : (before?.pod ?? ''),
    });
    return id;
  }

  /** A name that was not found says nothing of whom it names: then it is whom the client asked before. */
  private serviceOf(client: string, { service, problem }: TrafficResult): string {
    const { cluster } = this.subject;
    const slash = service.indexOf('/');
    if (slash > 0) return objectId(cluster, 'services', service.slice(0, slash), service.slice(slash + 1));
    const isUnresolved = problem === 'unknown-host' || problem === 'no-dns';
    const known = [...this.shown.all()].filter((view) => view.client === client);
    return isUnresolved && known.length === 1 ? (known[0]?.service ?? service) : service;
  }

  /** Endpoints are pods of their Service's namespace. */
  private podBehind(service: string, pod: string): string {
    const [cluster = '', , namespace = ''] = service.split('/');
    return objectId(cluster, 'pods', namespace, pod);
  }

  /** A pod is gone, and with it what it asked. */
  forget(key: string): void {
    const client = `${this.subject.cluster}/pods/${key}`;
    for (const view of [...this.shown.all()]) if (view.client === client) this.shown.remove(view.id);
  }

  /** What looks different since the last call. */
  takeChanges(removed: string[]): TrafficView[] {
    return this.shown.take(removed);
  }
}
