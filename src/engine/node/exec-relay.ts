/** Commands that run in containers: from the API server through the kubelet to the runtime, and back. */
import type { ExecRequest, ExecResult } from '../api/wire';
import type { Context } from '../kernel/component';
import type { Hop } from '../kernel/event';
import type { CriReply, CriRequest } from './cri';
import { recordOf, type KubeletState } from './kubelet-state';
import { findContainer } from './pod-record';
import { LOCAL_MS } from './runtime-calls';
import { staticRecord } from './static-pods';

/** ms one way to the API server. */
const EXEC_LINK_MS = 2;

export function exec(state: KubeletState, context: Context, request: ExecRequest): void {
  // The API knows a static pod by the uid of its mirror.
  const record = recordOf(state, request.podUid) ?? staticRecord(state, request.podKey);
  state.execs.set(request.id, request);
  const { podKey, container, command, id: execId } = request;
  const containerId = record === undefined ? '' : (findContainer(record, container)?.id ?? '');
  const message: CriRequest = {
    operation: 'ExecSync',
    podUid: record?.uid ?? request.podUid,
    podKey,
    container,
    containerId,
    command,
    execId,
  };
  const hop: Hop = {
    kind: 'exec',
    verb: command.join(' '),
    resource: 'containers',
    key: `${podKey}/${container}`,
    code: 0,
  };
  context.send(state.containerd, 'cri', message, LOCAL_MS, hop);
}

export function execDone(state: KubeletState, context: Context, reply: CriReply): void {
  const request = state.execs.get(reply.execId ?? 0);
  if (request === undefined) return;
  state.execs.delete(request.id);
  const { error, exitCode = 0, stdout = '', stderr = '' } = reply;
  const result: ExecResult = { id: request.id, error, exitCode, stdout, stderr };
  const hop: Hop = { kind: 'exec', verb: 'exit', resource: 'reply', key: request.podKey, code: exitCode };
  context.send(`${state.cluster}/kube-apiserver`, 'exec-result', result, EXEC_LINK_MS, hop);
}
