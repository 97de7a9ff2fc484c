/** Runs random scenarios and looks after every law of the house. */
import { brokenInvariants, unsettled } from '../invariants';
import type { ClusterConfig } from '../cluster';
import { CONTROL_PLANE_PROCESSES, faultInput, type Fault } from '../faults/faults';
import { createSimulation, createWorld } from '../world';
import { History } from './fuzz-history';
import type { FuzzScript, FuzzStep } from './fuzz-script';
import { Lab } from './lab';
import { deploymentManifest, podManifest, serviceManifest } from './manifests';

/** Deep copies as the world outside makes them: `structuredClone`, which the engine itself has not. */
type Copier = <T>(data: T) => T;

export interface FuzzResult {
  /** '' when all is well. */
  readonly problem: string;
  /** The step after which it showed; -1 for the end. */
  readonly step: number;
  readonly events: number;
  readonly virtualMs: number;
}

/** A law was broken. */
class Broken extends Error {}

function demand(problems: readonly string[]): void {
  if (problems.length > 0) throw new Broken(problems.slice(0, 5).join('; '));
}

function nameAt(objects: readonly { readonly metadata: { readonly name: string } }[], index: number): string {
  return objects[index % Math.max(1, objects.length)]?.metadata.name ?? 'nobody';
}

function remove(lab: Lab, { what, index, grace, still }: FuzzStep & { readonly do: 'delete' }): void {
  const choices =
    what === 'pods' ? lab.pods() : what === 'replicasets' ? lab.replicaSets() : lab.deployments();
  const options = grace < 0 ? {} : { options: { gracePeriodSeconds: grace } };
  lab.send({ verb: 'delete', resource: what, name: nameAt(choices, index), ...options }, still);
}

/** As `kubectl apply` does: creates what is not there, patches what is. */
function apply(lab: Lab, { name, wishes, still }: FuzzStep & { readonly do: 'deployment' }): void {
  const body = deploymentManifest(name, wishes);
  const exists = lab.deployments().some(({ metadata }) => metadata.name === name);
  if (!exists) lab.send({ verb: 'create', resource: 'deployments', body }, still);
  else lab.send({ verb: 'patch', resource: 'deployments', name, body, patchType: 'strategic' }, still);
}

function patch(lab: Lab, resource: string, name: string, spec: unknown, still: boolean): void {
  const namespace = resource === 'nodes' ? '' : 'default';
  lab.send({ verb: 'patch', resource, namespace, name, body: { spec }, patchType: 'strategic' }, still);
}

/** The world taken back and run again is the same world. */
function rewind(lab: Lab, ms: number): void {
  const { simulation } = lab;
  const snapshot = simulation.snapshot();
  const journal = simulation.journal.length;
  simulation.advance({ until: simulation.now + ms });
  const once = simulation.stateHash();
  const until = simulation.now;
  simulation.restore(snapshot);
  simulation.advance({ until });
  if (simulation.stateHash() !== once) throw new Broken(`${ms} ms taken back and run again are different`);
  if (simulation.journal.length !== journal) throw new Broken('the journal did not survive a rewind');
}

/** A snapshot goes on in another simulation as the world does in its own. */
function clone(lab: Lab, ms: number, copyOf: Copier): void {
  const { simulation } = lab;
  const other = createSimulation(1 << 10);
  other.restore(copyOf(simulation.snapshot()));
  if (other.stateHash() !== simulation.stateHash()) throw new Broken('a cloned snapshot has another hash');
  const until = simulation.now + ms;
  other.advance({ until });
  simulation.advance({ until });
  if (other.stateHash() !== simulation.stateHash()) throw new Broken('a cloned snapshot goes another way');
}

/** The processes and machines that a fault of this type can mean. */
function targetsOf(lab: Lab, type: Fault['type']): readonly string[] {
  const [cluster] = lab.config.clusters as readonly [ClusterConfig];
  const machines = Array.from({ length: cluster.workers }, (_, i) => `worker-${i + 1}`);
  if (cluster.controlPlane) machines.push('control-plane');
  if (type !== 'stop' && type !== 'start') return machines;
  const services = machines.flatMap((machine) => [`${machine}/kubelet`, `${machine}/containerd`]);
  return [...CONTROL_PLANE_PROCESSES, ...services];
}

function cause(lab: Lab, fault: Fault): void {
  const [{ controlPlane }] = lab.config.clusters as readonly [ClusterConfig];
  lab.simulation.input(faultInput(lab.cluster, fault, controlPlane ? 'control-plane' : ''));
}

function trouble(lab: Lab, { type, index }: FuzzStep & { readonly do: 'fault' }): void {
  const targets = targetsOf(lab, type);
  cause(lab, { type, target: targets[index % targets.length] as string });
}

/** Every machine has power and network, and everything runs. */
function mendAll(lab: Lab): void {
  for (const type of ['power-on', 'mend'] as const) {
    for (const target of targetsOf(lab, type)) cause(lab, { type, target });
  }
  // Machines first: a process starts only where there is power.
  lab.run(BOOTED_MS);
  for (const target of targetsOf(lab, 'start')) cause(lab, { type: 'start', target });
  lab.run(BOOTED_MS);
}

const BOOTED_MS = 60_000;

function taint(lab: Lab, { index, effect, still }: FuzzStep & { readonly do: 'taint' }): void {
  const node = lab.nodes()[index % Math.max(1, lab.nodes().length)];
  if (node === undefined) return;
  const others = (node.spec.taints ?? []).filter(({ key }) => key !== 'fuzz');
  const taints = effect === '' ? others : [...others, { key: 'fuzz', effect }];
  const body = { spec: { taints } };
  const { name } = node.metadata;
  lab.send({ verb: 'patch', resource: 'nodes', namespace: '', name, body, patchType: 'merge' }, still);
}

function namespace(lab: Lab, { name, present }: FuzzStep & { readonly do: 'namespace' }): void {
  if (!present) {
    lab.send({ verb: 'delete', resource: 'namespaces', namespace: '', name });
    return;
  }
  const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
  lab.send({ verb: 'create', resource: 'namespaces', namespace: '', body });
  const deployment = deploymentManifest('web', { replicas: 2 });
  lab.send({ verb: 'create', resource: 'deployments', namespace: name, body: deployment });
}

function cascade(lab: Lab, { what, index, policy }: FuzzStep & { readonly do: 'cascade' }): void {
  const name = nameAt(what === 'deployments' ? lab.deployments() : lab.replicaSets(), index);
  lab.send({ verb: 'delete', resource: what, name, options: { propagationPolicy: policy } });
}

function take(lab: Lab, step: FuzzStep, copyOf: Copier): void {
  switch (step.do) {
    case 'run': {
      const until = lab.now + step.ms;
      lab.simulation.advance(step.budget === 0 ? { until } : { until, budget: step.budget });
      break;
    }
    case 'deployment':
      apply(lab, step);
      break;
    case 'pod':
      lab.send({ verb: 'create', resource: 'pods', body: podManifest(step.name, step.wishes) }, step.still);
      break;
    case 'replace': {
      // As `kubectl replace --force`.
      const { name, wishes, still } = step;
      lab.send({ verb: 'delete', resource: 'pods', name, options: { gracePeriodSeconds: 0 } }, still);
      lab.send({ verb: 'create', resource: 'pods', body: podManifest(name, wishes) }, still);
      break;
    }
    case 'scale': {
      const body = { spec: { replicas: step.replicas } };
      const call = {
        verb: 'patch',
        resource: 'deployments',
        subresource: 'scale',
        patchType: 'merge',
      } as const;
      lab.send({ ...call, name: step.name, body }, step.still);
      break;
    }
    case 'template':
      patch(
        lab,
        'deployments',
        step.name,
        { template: { spec: { containers: [{ name: 'main', image: step.image }] } } },
        step.still,
      );
      break;
    case 'pause':
      patch(lab, 'deployments', step.name, { paused: step.paused }, step.still);
      break;
    case 'delete':
      remove(lab, step);
      break;
    case 'kill': {
      const command = ['sh', '-c', 'kill 1'];
      const name = nameAt(lab.pods(), step.index);
      lab.send({ verb: 'create', resource: 'pods', name, subresource: 'exec', command }, step.still);
      break;
    }
    case 'cordon':
      patch(lab, 'nodes', nameAt(lab.nodes(), step.index), { unschedulable: step.on }, step.still);
      break;
    case 'fault':
      trouble(lab, step);
      break;
    case 'service': {
      const body = serviceManifest(step.name, step.spec);
      lab.send({ verb: 'create', resource: 'services', body }, step.still);
      break;
    }
    case 'namespace':
      namespace(lab, step);
      break;
    case 'taint':
      taint(lab, step);
      break;
    case 'cascade':
      cascade(lab, step);
      break;
    case 'rewind':
      rewind(lab, step.ms);
      break;
    case 'clone':
      clone(lab, step.ms, copyOf);
      break;
  }
}

/** Virtual time within which a world that is left alone has to become what was asked of it. */
const QUIET_MAX_MS = 15 * 60_000;
const QUIET_LOOK_MS = 487;

/** Everything asked for comes about, and nothing is left behind. */
function leaveAlone(lab: Lab, history: History): void {
  mendAll(lab);
  for (let index = 0; index < lab.nodes().length; index++)
    taint(lab, { do: 'taint', index, effect: '', still: false });
  for (const { metadata, spec } of lab.nodes()) {
    if (spec.unschedulable === true) patch(lab, 'nodes', metadata.name, { unschedulable: false }, false);
  }
  for (const { metadata } of lab.deployments())
    patch(lab, 'deployments', metadata.name, { paused: false }, false);
  const until = lab.now + QUIET_MAX_MS;
  let problems: string[] = [];
  do {
    lab.run(QUIET_LOOK_MS);
    demand([...brokenInvariants(lab.simulation, lab.cluster), ...history.brokenSince(lab)]);
    problems = unsettled(lab.simulation, lab.cluster);
  } while (problems.length > 0 && lab.now < until);
  demand(problems.map((problem) => `left alone: ${problem}`));
}

function replay(lab: Lab): void {
  const again = createWorld(lab.config);
  again.replay(lab.simulation.journal, lab.now);
  if (again.stateHash() !== lab.simulation.stateHash())
    throw new Broken('the journal replayed makes another world');
}

/** Runs a scenario to its end, or to the first broken law. */
export function runScript(script: FuzzScript, copyOf: Copier): FuzzResult {
  return runScriptIn(script, copyOf).result;
}

/** The same, with the world as it stood then: for looking at what went wrong. */
function runScriptIn(
  { config, steps }: FuzzScript,
  copyOf: Copier,
): { readonly lab: Lab; readonly result: FuzzResult } {
  const lab = new Lab({ ...config, traceCapacity: 1 << 16 });
  const history = new History();
  let at = 0;
  const result = (problem: string, step: number): ReturnType<typeof runScriptIn> => {
    return { lab, result: { problem, step, events: lab.simulation.steps, virtualMs: lab.now } };
  };
  try {
    for (const step of steps) {
      take(lab, step, copyOf);
      demand([...brokenInvariants(lab.simulation, lab.cluster), ...history.brokenSince(lab)]);
      at++;
    }
    at = -1;
    leaveAlone(lab, history);
    replay(lab);
  } catch (error) {
    return result(error instanceof Error ? `${error.name}: ${error.message}` : 'unknown', at);
  }
  return result('', -1);
}

/** What is left of a failing scenario when every step is dropped without which it still fails. */
export function shrink(script: FuzzScript, copyOf: Copier): FuzzScript {
  let steps = script.steps;
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < steps.length; ) {
      const fewer = steps.toSpliced(from, size);
      if (runScript({ ...script, steps: fewer }, copyOf).problem === '') from += size;
      else steps = fewer;
    }
  }
  return { ...script, steps };
}
