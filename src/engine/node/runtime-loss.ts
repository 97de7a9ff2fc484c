/**
 * A container runtime that went away and came back: its containers have run on, but calls under way are lost. The
 * kubelet asks until it answers, and compares what runs with what it believed.
 */
import type { Context } from '../kernel/component';
import { containerEnded, type ContainerEnd } from './container-exit';
import { sendStop } from './container-kill';
import type { ContainerListItem } from './cri';
import { execDone } from './exec-relay';
import { runtimeWent } from './heartbeat';
import { recordOf, update, type KubeletState } from './kubelet-state';
import {
  findContainer,
  isAlive,
  isUnderWay,
  specOf,
  type ContainerRecord,
  type PodRecord,
} from './pod-record';
import { armProbes } from './prober';
import { callRuntime } from './runtime-calls';
import { askRuntime, endOf, takeRemains, type Remains } from './runtime-list';

const UNAVAILABLE =
  'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: ' +
  'dial unix /run/containerd/containerd.sock: connect: connection refused"';

/** ms until the runtime is asked again. */
const ASK_AGAIN_MS = 1000;

/** The runtime does not answer: commands that run in containers have failed, all else waits. */
export function runtimeLost(state: KubeletState, context: Context): void {
  for (const id of [...state.execs.keys()]) {
    const reply = {
      operation: 'ExecSync',
      podUid: '',
      container: '',
      error: UNAVAILABLE,
      execId: id,
    } as const;
    execDone(state, context, reply);
  }
  if (state.found === null) return;
  state.found = null;
  runtimeWent(state, context);
  askLater(context);
}

export function askLater(context: Context): void {
  context.after(ASK_AGAIN_MS, 'ask-runtime', null);
}

export function askAgain(state: KubeletState, context: Context): void {
  if (state.found === null) askRuntime(state, context);
}

/** The container as the runtime tells of it; what was under way begins anew. */
function compared(
  record: PodRecord,
  container: ContainerRecord,
  item: ContainerListItem | undefined,
): ContainerRecord {
  if (item?.state === 'running' && !isAlive(container)) {
    const { containerId: id, startedAt } = item;
    const { startupProbe, readinessProbe } = specOf(record, container.name);
    const started = startupProbe === undefined;
    const ready = started && readinessProbe === undefined;
    return { ...container, stage: 'running', reason: '', message: '', id, startedAt, started, ready };
  }
  if (!isUnderWay(container)) return container;
  if (item?.state !== 'created' || container.stage === 'pulling') return { ...container, stage: 'waiting' };
  const { containerId: id } = item;
  // A restart counts once the new instance is there.
  const count = container.id === '' || container.id === id ? container.restarts : container.restarts + 1;
  return { ...container, stage: 'starting', id, restarts: count };
}

const NOT_FOUND: ContainerEnd = {
  exitCode: 137,
  reason: 'ContainerStatusUnknown',
  message: 'The container could not be located when the pod was terminated',
};

const NOTHING: Remains = { items: [], ip: '' };

/** Sets right what the kubelet believed of one pod. */
function compare(state: KubeletState, context: Context, before: PodRecord): void {
  const { items, ip } = takeRemains(state, before.uid) ?? NOTHING;
  const itemOf = (name: string): ContainerListItem | undefined =>
    items.findLast(({ container }) => container === name);
  const containers = before.containers.map((one) => compared(before, one, itemOf(one.name)));
  const isStopping = before.stage === 'stopping-sandbox';
  const wasThere = before.sandbox === 'creating' || before.sandbox === 'ready';
  // A sandbox that was to be stopped and is still there is stopped once more.
  const sandbox = ip !== '' && (wasThere || isStopping) ? 'ready' : wasThere ? 'none' : before.sandbox;
  const stage = isStopping ? 'terminating' : before.stage;
  const known = {
    ...before,
    containers,
    sandbox,
    stage,
    ip: ip === '' ? before.ip : ip,
    awaiting: 0,
  } as const;
  update(state, context, known);
  for (const { name } of containers) {
    const record = recordOf(state, before.uid);
    const container = record === undefined ? undefined : findContainer(record, name);
    if (record === undefined || container === undefined) continue;
    if (container.stage === 'starting') {
      callRuntime(state, context, record, 'StartContainer', name, { containerId: container.id });
    }
    if (!isAlive(container)) continue;
    const item = itemOf(name);
    if (item?.state !== 'running') {
      containerEnded(
        state,
        context,
        record,
        name,
        item === undefined ? NOT_FOUND : endOf(item),
        item?.finishedAt ?? context.now,
      );
    } else if (container.killing?.step === 'stop') {
      sendStop(state, context, record, name, container.killing);
    } else {
      armProbes(state, context, record, container);
    }
  }
}

/** Compares all pods that the kubelet works on with what the runtime has said. */
export function compareAll(state: KubeletState, context: Context): void {
  for (const before of [...state.pods.map.values()]) {
    if (before.stage === 'finished') {
      takeRemains(state, before.uid);
      continue;
    }
    compare(state, context, before);
  }
}
