/** A random client at the door of a world in which things break: what it may never be answered, and what may never break. */
import type { OpenExchange } from '../api/http';
import { CONTROL_PLANE_PROCESSES, faultInput, type Fault } from '../faults/faults';
import { brokenInvariants } from '../invariants';
import { createStream, nextBelow, type RandomStream } from '../kernel/random';
import { openHeadless, type Headless } from '../door/headless';
import { etcdOf } from '../door/taken';
import { createWorld, type WorldConfig } from '../world';
import { oneIn, pick } from './door-fuzz-mutations';
import { randomRequest, type RandomRequest } from './door-fuzz-requests';
import { worldConfig } from './lab';
import { deploymentManifest, serviceManifest } from './manifests';

/** What is asked follows from the step's seed and from what is there to ask about: any step can be left out. */
export type DoorStep =
  | { readonly do: 'ask'; readonly seed: number }
  | { readonly do: 'run'; readonly ms: number }
  | { readonly do: 'fault'; readonly type: Fault['type']; readonly index: number }
  /** Every machine has power and network, and everything runs. */
  | { readonly do: 'mend' };

export interface DoorScript {
  readonly config: WorldConfig;
  readonly steps: readonly DoorStep[];
}

export interface DoorResult {
  /** '' when all is well. */
  readonly problem: string;
  /** The step after which it showed; -1 for the end. */
  readonly step: number;
  readonly requests: number;
  /** Requests by the hundred of their status: how many of them got anywhere. */
  readonly statuses: Readonly<Record<string, number>>;
}

export const DOOR_STEPS_DEFAULT = 150;

/** A step takes no longer than this to be answered, faults or none; virtual ms. */
const PATIENCE_MS = 120_000;
const STREAMS_MAX = 8;

// ------------------------------------------------------------------------------------------------------- the script

const FAULTS: readonly Fault['type'][] = ['stop', 'stop', 'start', 'power-off', 'cut', 'mend'];

function randomStep(random: RandomStream): DoorStep {
  const dice = nextBelow(random, 100);
  if (dice < 80) return { do: 'ask', seed: nextBelow(random, 2_147_483_648) };
  if (dice < 93) return { do: 'run', ms: pick(random, [1, 10, 300, 3000, 20_000]) };
  if (dice < 97) return { do: 'mend' };
  return { do: 'fault', type: pick(random, FAULTS), index: nextBelow(random, 100) };
}

/** The scenario of a seed. */
export function doorScript(seed: number, count = DOOR_STEPS_DEFAULT): DoorScript {
  const random = createStream(seed, 'door fuzz');
  const kubeadm = oneIn(random, 3);
  const config = worldConfig(
    { controlPlane: kubeadm, addons: kubeadm, workers: 1 + nextBelow(random, 3) },
    seed,
  );
  return { config, steps: Array.from({ length: count }, () => randomStep(random)) };
}

// ------------------------------------------------------------------------------------------------------ the answers

/** Where an answer goes, and what of it was against the rules of a sink. */
class Answer {
  status = -1;
  contentType = '';
  text = '';
  isOver = false;
  exchange: OpenExchange | null = null;

  constructor(readonly request: RandomRequest) {}

  head(status: number, headers: Readonly<Record<string, string>>): void {
    if (this.status >= 0) throw new Error('two heads');
    this.status = status;
    this.contentType = headers['content-type'] ?? '';
  }

  data(chunk: string | Uint8Array): void {
    if (this.status < 0 || this.isOver) throw new Error('data outside an answer');
    if (this.status !== 101) this.text += typeof chunk === 'string' ? chunk : `<${chunk.length} bytes>`;
  }

  end(): void {
    if (this.isOver) throw new Error('two ends');
    if (this.status < 0) throw new Error('an end without a head');
    this.isOver = true;
  }
}

/** Errors that the real server tells with a 500 too. */
const REAL_500 = [
  // Of etcd.
  /etcdserver: /,
  /"reason":"Timeout"|"reason":"ServerTimeout"/,
  // Of a kubelet that cannot be reached.
  /error dialing backend|dial tcp|connection refused|no route to host|i\/o timeout|EOF/,
  // Of health checks.
  /check failed/,
  // Of patches that cannot be merged or applied, and of bindings without a target.
  /merge|patch|map|Required value|Unsupported value/,
];

/** What is wrong with an answer; '' for nothing. */
function faultIn({ status, text, contentType, request }: Answer, hadFaults: boolean): string {
  if (status === 0) return hadFaults ? '' : `nobody answers: ${text}`;
  if (status < 200 && status !== 101) return `the status ${status}`;
  if (status >= 500 && status !== 501 && !REAL_500.some((known) => known.test(text))) {
    const isOfFault = hadFaults && (status === 503 || status === 504 || request.method === 'HEAD');
    if (!isOfFault) return `${status} ${text}`;
  }
  if (status < 400 || !contentType.includes('json') || request.method === 'HEAD') return '';
  const { kind, code } = JSON.parse(text) as { readonly kind: unknown; readonly code: unknown };
  return kind === 'Status' && code === status ? '' : `${status} with ${text}`;
}

// ------------------------------------------------------------------------------------------------------ the scenario

/** A law was broken. */
class Broken extends Error {}

function shown({ method, target, headers, body }: RandomRequest): string {
  const text = typeof body === 'string' ? body : `<${[...body].join(' ')}>`;
  return `${method} ${target} ${JSON.stringify(headers)} ${text}`;
}

class Scenario {
  readonly headless: Headless;
  readonly statuses: Record<string, number> = {};
  requests = 0;
  private hadFaults = false;
  private readonly streams: Answer[] = [];

  constructor(private readonly config: WorldConfig) {
    this.headless = openHeadless({ config });
    this.headless.advance(1000);
    this.post('/apis/apps/v1/namespaces/default/deployments', deploymentManifest('web', { replicas: 3 }));
    this.post('/api/v1/namespaces/default/services', serviceManifest('web', {}));
    this.headless.advance(10_000);
  }

  private post(target: string, object: unknown): void {
    const headers = { 'content-type': 'application/json' };
    const sink = { head: () => undefined, data: () => undefined, end: () => undefined };
    this.headless.door.open({ method: 'POST', target, headers, body: JSON.stringify(object) }, sink);
  }

  take(step: DoorStep): void {
    if (step.do === 'run') this.headless.advance(step.ms);
    else if (step.do === 'fault') this.trouble(step);
    else if (step.do === 'mend') this.mend();
    else this.ask(createStream(step.seed, 'request'));
    const broken = brokenInvariants(this.headless.simulation, this.headless.cluster);
    if (broken.length > 0) throw new Broken(broken.slice(0, 3).join('; '));
  }

  private targets(type: Fault['type']): readonly string[] {
    const [cluster] = this.config.clusters;
    const machines = Array.from({ length: cluster?.workers ?? 0 }, (_, i) => `worker-${i + 1}`);
    if (cluster?.controlPlane === true) machines.push('control-plane');
    if (type !== 'stop' && type !== 'start') return machines;
    return [...CONTROL_PLANE_PROCESSES, ...machines.map((machine) => `${machine}/kubelet`)];
  }

  private cause(fault: Fault): void {
    const machine = this.config.clusters[0]?.controlPlane === true ? 'control-plane' : '';
    this.headless.simulation.input(faultInput(this.headless.cluster, fault, machine));
  }

  private trouble({ type, index }: DoorStep & { readonly do: 'fault' }): void {
    const targets = this.targets(type);
    this.hadFaults = true;
    this.cause({ type, target: targets[index % targets.length] ?? '' });
  }

  private mend(): void {
    for (const type of ['power-on', 'mend', 'start'] as const) {
      for (const target of this.targets(type)) this.cause({ type, target });
      // Machines first: a process starts only where there is power.
      this.headless.advance(10_000);
    }
  }

  private ask(random: RandomStream): void {
    const request = randomRequest(random, etcdOf(this.headless));
    try {
      this.send(random, request);
    } catch (error) {
      const { name, message } = error as Error;
      throw new Broken(`${name}: ${message} after ${shown(request)}`);
    }
  }

  private send(random: RandomStream, request: RandomRequest): void {
    const { headless } = this;
    const isLooked = request.isRead && oneIn(random, 4);
    const before = isLooked ? headless.simulation.stateHash() : '';
    const journal = headless.simulation.journal.length;
    const answer = new Answer(request);
    answer.exchange = headless.door.open(request, answer);
    if (isLooked && headless.simulation.stateHash() !== before) throw new Broken('a read changed the world');
    if (/[?&](watch|follow)|\/watch\//.test(request.target)) headless.advance(100);
    else if (!headless.advanceUntil(() => answer.isOver || answer.status === 101, PATIENCE_MS))
      throw new Broken(`no answer within ${PATIENCE_MS} ms`);
    if (request.isRead && headless.simulation.journal.length !== journal)
      throw new Broken('a read is in the journal');
    this.note(random, answer);
  }

  private note(random: RandomStream, answer: Answer): void {
    this.requests++;
    const hundred = `${Math.floor(answer.status / 100)}xx`;
    this.statuses[hundred] = (this.statuses[hundred] ?? 0) + 1;
    const fault = answer.status < 0 ? '' : faultIn(answer, this.hadFaults);
    if (fault !== '') throw new Broken(fault);
    if (!answer.isOver) this.streams.push(answer);
    for (const stream of this.streams) if (oneIn(random, 4)) this.chat(random, stream);
    while (this.streams.length > STREAMS_MAX) this.streams.shift()?.exchange?.close();
  }

  /** Says something on an open stream, right or wrong; hangs up now and then. */
  private chat(random: RandomStream, { status, exchange }: Answer): void {
    if (oneIn(random, 4)) exchange?.close();
    const channel = pick(random, [0, 0, 3, 4, 255, 9]);
    const bytes = Array.from({ length: nextBelow(random, 12) }, () => nextBelow(random, 256));
    if (status === 101) exchange?.input(Uint8Array.from(oneIn(random, 8) ? [] : [channel, ...bytes]));
  }

  /** The journal alone makes the same world: whatever was only read is not in it. */
  replay(): void {
    const { simulation } = this.headless;
    for (const { exchange } of this.streams) exchange?.close();
    this.headless.advance(1000);
    const again = createWorld(this.config);
    again.replay(simulation.journal, simulation.now);
    if (again.stateHash() !== simulation.stateHash())
      throw new Broken('the journal replayed makes another world');
  }
}

/** Runs a scenario to its end, or to the first broken law. */
export function runDoorScript({ config, steps }: DoorScript): DoorResult {
  const scenario = new Scenario({ ...config, traceCapacity: 1 << 12 });
  let at = 0;
  const result = (problem: string, step: number): DoorResult => {
    const { requests, statuses } = scenario;
    return { problem, step, requests, statuses };
  };
  try {
    for (; at < steps.length; at++) scenario.take(steps[at] as DoorStep);
    at = -1;
    scenario.replay();
  } catch (error) {
    return result(error instanceof Error ? `${error.name}: ${error.message}` : 'unknown', at);
  }
  return result('', -1);
}

/** What is left of a failing scenario when every step is dropped without which it still fails. */
export function shrinkDoorScript(script: DoorScript, run = runDoorScript): DoorScript {
  let steps = script.steps;
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < steps.length; ) {
      const fewer = steps.toSpliced(from, size);
      if (run({ ...script, steps: fewer }).problem === '') from += size;
      else steps = fewer;
    }
  }
  return { ...script, steps };
}
