/** How much memory containers use, and when the kernel kills one for it. Computed, never polled. */
import type { Context } from '../kernel/component';
import { BYTES_PER_MS } from '../workload/shell/commands/memory';
import type { ShellProcess } from '../workload/shell/process';
import { expectEnd, SIGKILLED } from './container-end';
import type { ContainerdState, Instance } from './containerd-state';

function limitOf(state: ContainerdState, { memoryLimitBytes = Infinity }: Instance): number {
  return Math.min(memoryLimitBytes, state.memoryBytes);
}

/** Memory of the servers that a script started. */
function serversBytes(process: ShellProcess | undefined): number {
  let bytes = 0;
  for (const { server } of process?.servers ?? []) bytes += server.memoryBytes;
  return bytes;
}

/** When a server has been started: the time at which its growth, or its start, goes over the limit. */
export function watchServer(
  state: ContainerdState,
  context: Context,
  instance: Instance,
  startsIn: number,
): void {
  const { program, memoryLimitBytes } = instance;
  const growth = program.server?.growthBytes ?? 0;
  if (memoryLimitBytes === undefined && growth === 0) return;
  const limit = limitOf(state, instance);
  const { memoryBytes } = program;
  if (memoryBytes > limit) {
    expectEnd(state, context, instance, startsIn + Math.ceil(limit / BYTES_PER_MS), SIGKILLED, true);
  } else if (growth > 0 && limit !== Infinity) {
    const ms = Math.ceil(((limit - memoryBytes) / growth) * 1000);
    expectEnd(state, context, instance, startsIn + ms, SIGKILLED, true);
  }
}

/** When a command begins to take memory: the time at which it goes over the limit. */
export function watchProcess(
  state: ContainerdState,
  context: Context,
  instance: Instance,
  process: ShellProcess,
): void {
  const wanted = process.wait?.kind === 'sleep' ? process.wait.bytes : 0;
  const base = instance.program.memoryBytes + serversBytes(process);
  const limit = limitOf(state, instance);
  if (base + wanted <= limit) return;
  const ms = Math.ceil(Math.max(0, limit - base) / BYTES_PER_MS);
  expectEnd(state, context, instance, ms, SIGKILLED, true);
}

/** Memory that a container uses, bytes. */
export function memoryOf(state: ContainerdState, instance: Instance, now: number): number {
  if (instance.state !== 'running') return 0;
  const { program, id, startedAt } = instance;
  const process = program.script === null ? undefined : state.processes.map.get(id);
  const held = process?.wait?.kind === 'sleep' && process.wait.bytes !== Infinity ? process.wait.bytes : 0;
  const growth = program.server?.growthBytes ?? 0;
  const grown = growth === 0 ? 0 : Math.floor((Math.max(0, now - startedAt) / 1000) * growth);
  return Math.min(program.memoryBytes + serversBytes(process) + held + grown, limitOf(state, instance));
}
