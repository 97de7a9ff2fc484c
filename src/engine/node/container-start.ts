/**
 * From an image to a running container: its configuration, its creation, its start and its postStart hook.
 * Models pkg/kubelet/kuberuntime/kuberuntime_container.go (startContainer).
 */
import type { Container } from '../api/pod';
import type { EphemeralContainer } from '../api/pod-types';
import { parseBytes } from '../api/quantity';
import type { Context } from '../kernel/component';
import { containerEnded } from './container-exit';
import { killContainer, specGraceMs } from './container-kill';
import type { CriReply, CriRequest } from './cri';
import { environmentOf, type Environment } from './environment';
import { expandAll } from './expansion';
import { tryLater } from './images';
import { recordOf, update, type KubeletState } from './kubelet-state';
import { runHook } from './lifecycle';
import { haveObjects } from './object-cache';
import { environmentReferences, volumeReferences } from './object-references';
import {
  containerOf,
  findContainer,
  isStatic,
  specOf,
  withContainer,
  type ContainerRecord,
  type PodRecord,
} from './pod-record';
import { announce, callRuntime } from './runtime-calls';
import { rootRefusal, userOf } from './security-context';
import { serviceLinks } from './service-links';
import { touchStatus } from './status-manager';
import { mountedIn } from './volume-files';
import { lookupFor, selfOf } from './volumes';

/** Whatever age has what a running pod has mounted. */
const ANY_TIME = 0;

/** True when the objects of the container's configuration are known. Else they are asked for, and it stays `pulled`. */
function haveConfiguration(
  state: KubeletState,
  context: Context,
  record: PodRecord,
  spec: Container,
  askedAt: number,
): boolean {
  const variables = environmentReferences(spec);
  const volumes = spec.volumeMounts === undefined ? [] : volumeReferences(record.pod.spec);
  const { uid } = record;
  const { namespace = '' } = record.pod.metadata;
  const first = variables.length === 0 || haveObjects(state, context, uid, namespace, variables, askedAt);
  return (volumes.length === 0 || haveObjects(state, context, uid, namespace, volumes, ANY_TIME)) && first;
}

/** `$(NAME)` in the command and its arguments; the same spec when there is none. */
function expanded(spec: Container, env: Environment): Container {
  const { command, args } = spec;
  const valueOf = (name: string): string | undefined => env[name];
  const words = command === undefined ? command : expandAll(command, valueOf);
  const rest = args === undefined ? args : expandAll(args, valueOf);
  if (words === command && rest === args) return spec;
  return {
    ...spec,
    ...(words === undefined ? {} : { command: words }),
    ...(rest === undefined ? {} : { args: rest }),
  };
}

/** An ephemeral container may see the processes of another one. */
function targetOf({ targetContainerName }: EphemeralContainer): Partial<CriRequest> {
  return targetContainerName === undefined || targetContainerName === ''
    ? {}
    : { target: targetContainerName };
}

/** Fields that are absent are not in the message at all: most containers have none of them. */
function requestFor(
  state: KubeletState,
  record: PodRecord,
  { id }: ContainerRecord,
  spec: Container,
  env: Environment,
): Partial<CriRequest> {
  const limit = spec.resources?.limits?.['memory'];
  const memoryLimitBytes = limit === undefined ? null : parseBytes(limit);
  return {
    spec: expanded(spec, env),
    ...(id === '' ? {} : { containerId: id }),
    ...(Object.keys(env).length === 0 ? {} : { env }),
    ...(memoryLimitBytes === null ? {} : { memoryLimitBytes }),
    ...userOf(record, spec),
    ...targetOf(spec),
    ...(spec.volumeMounts === undefined
      ? {}
      : mountedIn(selfOf(state, record), spec, lookupFor(state, record.pod))),
  };
}

/** Creates a container that has its image; returns the record. */
export function createContainer(
  state: KubeletState,
  context: Context,
  record: PodRecord,
  name: string,
): PodRecord {
  const spec = specOf(record, name);
  const container = containerOf(record, name);
  const askedAt = container.askedAt < 0 ? context.now : container.askedAt;
  if (!isStatic(record) && !haveConfiguration(state, context, record, spec, askedAt)) {
    return update(state, context, withContainer(record, name, { askedAt }));
  }
  const links = serviceLinks(state, context, record.pod);
  const result = environmentOf(selfOf(state, record), spec, lookupFor(state, record.pod), links);
  const error = 'error' in result ? result.error : rootRefusal(record, spec);
  if ('error' in result || error !== '') {
    announce(state, context, record, name, 'Warning', 'Failed', `Error: ${error}`);
    return tryLater(state, context, record, name, 'CreateContainerConfigError', error);
  }
  const request = requestFor(state, record, container, spec, result.env);
  const creating = withContainer(record, name, { stage: 'creating', askedAt: -1 });
  return callRuntime(state, context, creating, 'CreateContainer', name, request);
}

/** Takes the end of a creation. */
export function created(state: KubeletState, context: Context, record: PodRecord, reply: CriReply): void {
  const name = reply.container;
  if (reply.error !== '') {
    announce(state, context, record, name, 'Warning', 'Failed', `Error: ${reply.error}`);
    tryLater(state, context, record, name, 'CreateContainerError', reply.error);
    return;
  }
  const { containerId: id = '' } = reply;
  if (record.stage !== 'active') {
    update(state, context, withContainer(record, name, { stage: 'waiting', id }));
    return;
  }
  announce(state, context, record, name, 'Normal', 'Created', `Created container: ${name}`);
  const { id: before, restarts: count } = containerOf(record, name);
  // A restart counts once the new instance is there, not while it waits for its back-off.
  const restarts = before === '' ? count : count + 1;
  const starting = withContainer(record, name, { stage: 'starting', id, restarts });
  callRuntime(state, context, starting, 'StartContainer', name, { containerId: id });
}

/** Takes the end of a start. */
export function started(state: KubeletState, context: Context, record: PodRecord, reply: CriReply): void {
  const name = reply.container;
  if (reply.error !== '') {
    announce(state, context, record, name, 'Warning', 'Failed', `Error: ${reply.error}`);
    const end = { exitCode: 128, reason: 'StartError', message: reply.error };
    containerEnded(state, context, record, name, end, context.now);
    return;
  }
  announce(state, context, record, name, 'Normal', 'Started', `Started container ${name}`);
  const { terminated, last } = containerOf(record, name);
  const begun = { startedAt: context.now, last: terminated ?? last, terminated: null } as const;
  const hook = specOf(record, name).lifecycle?.postStart;
  if (hook === undefined || record.stage !== 'active') {
    running(state, context, withContainer(record, name, begun), name);
    return;
  }
  const hooked = update(state, context, withContainer(record, name, { ...begun, stage: 'hook' }));
  const { ms, error } = runHook(state, context, hooked, name, hook);
  const { id } = containerOf(hooked, name);
  // A hook that never ends keeps its container, and those behind it, from coming up.
  if (Number.isFinite(ms)) context.after(ms, 'post-start-done', { uid: record.uid, name, id, error });
}

export interface HookData {
  readonly uid: string;
  readonly name: string;
  /** Of the instance. */
  readonly id: string;
  /** '' when the hook worked. */
  readonly error: string;
}

/** The postStart hook has ended. A container whose hook failed is killed. */
export function postStartDone(state: KubeletState, context: Context, data: HookData): void {
  const record = recordOf(state, data.uid);
  const container = record === undefined ? undefined : findContainer(record, data.name);
  if (record === undefined || container?.stage !== 'hook' || container.id !== data.id) return;
  if (container.killing !== null) return;
  if (data.error === '') {
    running(state, context, record, data.name);
    return;
  }
  announce(state, context, record, data.name, 'Warning', 'FailedPostStartHook', 'PostStartHook failed');
  const words = { reason: 'PostStartHookError', message: data.error };
  const failed = update(state, context, withContainer(record, data.name, words));
  const graceMs = specGraceMs(record);
  killContainer(state, context, failed, data.name, {
    message: 'FailedPostStartHook',
    graceMs,
    next: 'policy',
  });
}

function running(state: KubeletState, context: Context, record: PodRecord, name: string): void {
  const { startupProbe, readinessProbe } = specOf(record, name);
  const isStarted = startupProbe === undefined;
  const change = {
    stage: 'running',
    reason: '',
    message: '',
    started: isStarted,
    ready: isStarted && readinessProbe === undefined,
  } as const;
  touchStatus(state, context, update(state, context, withContainer(record, name, change)));
}
