/**
 * How much processor time containers use. A model of our own: an idle server costs a little, a request and a slice of a
 * script cost something, and a loop that never waits takes a whole core. Counted in windows of 15 s, as metrics-server
 * scrapes.
 */
import { writable } from '../kernel/cow';
import { hashText32 } from '../kernel/hash';
import type { ShellProcess } from '../workload/shell/process';
import type { ContainerdState, Instance } from './containerd-state';

/** metrics-server's --metric-resolution. */
export const WINDOW_MS = 15_000;

/** What a container used of its own doing in the newest window and in the one before, ms of processor time. Immutable. */
export interface CpuMeter {
  readonly window: number;
  readonly usedMs: number;
  readonly beforeMs: number;
}

export function chargeCpu(state: ContainerdState, epoch: number, id: string, now: number, ms: number): void {
  const window = Math.floor(now / WINDOW_MS);
  const meter = state.cpu.map.get(id);
  const usedMs = meter?.window === window ? meter.usedMs : 0;
  const beforeMs =
    meter === undefined
      ? 0
      : meter.window === window
        ? meter.beforeMs
        : meter.window === window - 1
          ? meter.usedMs
          : 0;
  writable(state.cpu, epoch).set(id, { window, usedMs: usedMs + ms, beforeMs });
}

/** ms of processor time that one request costs, by the server's name; others: 1. */
const REQUEST_MS: Readonly<Record<string, number>> = {
  nginx: 0.3,
  httpd: 1,
  'hpa-example': 150,
  'php-apache': 150,
};

export function requestMs(server: string): number {
  return REQUEST_MS[server] ?? 1;
}

/** Millicores of a process that nobody asks anything. What a small cluster shows. */
const IDLE: Readonly<Record<string, number>> = {
  'kube-apiserver': 45,
  etcd: 22,
  'kube-controller-manager': 14,
  'kube-scheduler': 4,
  'kube-proxy': 0.6,
  coredns: 2.4,
  kindnetd: 0.8,
  redis: 2.2,
  'redis-server': 2.2,
  postgres: 1.4,
  mysqld: 7,
  mariadbd: 4,
  mongod: 9,
  'rabbitmq-server': 16,
};
const IDLE_OTHER = 0.04;

/** Simplified here: a script that never waits is not run on for ever, but it takes its core for ever. */
function coresOf(process: ShellProcess | undefined): number {
  if (process === undefined) return 0;
  if (process.busy > 0) return 1;
  return process.wait?.kind === 'sleep' ? (process.wait.cores ?? 0) : 0;
}

/** Between -1 and 1, the same for the same container and window. */
function wobble(id: string, window: number): number {
  return ((hashText32(`${id} ${window}`) >>> 0) % 2001) / 1000 - 1;
}

/** Average over the newest whole window, nanocores. `limitMillicores`: Infinity for none. */
export function cpuNanocores(
  state: ContainerdState,
  instance: Instance,
  now: number,
  limitMillicores: number,
): number {
  const window = Math.floor(now / WINDOW_MS) - 1;
  const meter = state.cpu.map.get(instance.id);
  const countedMs =
    meter?.window === window ? meter.usedMs : meter?.window === window + 1 ? meter.beforeMs : 0;
  const idle = (IDLE[instance.program.name] ?? IDLE_OTHER) * (1 + 0.1 * wobble(instance.id, window));
  let cores = coresOf(state.processes.map.get(instance.id));
  for (const [key, { containerId }] of state.execs) {
    if (containerId === instance.id) cores += coresOf(state.processes.map.get(key));
  }
  const busy = cores * 1000 * (1 + 0.004 * wobble(instance.id, window));
  const millicores = idle + (countedMs / WINDOW_MS) * 1000 + busy;
  return Math.round(Math.min(millicores, limitMillicores) * 1_000_000);
}
