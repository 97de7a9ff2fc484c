/** Sentences from Events of which the objects themselves say nothing. Only the first of a kind: repeats are counted. */
import type { Event, EventRecord } from '../../engine/api/event';
import type { Change } from '../../engine/etcd/store';
import { quoted } from './words';

type Teller = (name: string, message: string) => string;

function unhealthy(name: string, message: string): string {
  const said = quoted(message).split('\n')[0] ?? '';
  if (message.startsWith('Readiness'))
    return `*${name}*: ${said}. It stays out of its Services until the probe succeeds.`;
  if (message.startsWith('Liveness'))
    return `*${name}*: ${said}. When that goes on, its container is restarted.`;
  return `*${name}*: ${said}. It gets more time to start.`;
}

const TELLERS: Readonly<Record<string, Teller>> = {
  Unhealthy: unhealthy,
  Killing: (name, message) =>
    /failed (liveness|startup) probe/.test(message)
      ? `The kubelet ends the container of *${name}*: its probe has failed too often.`
      : '',
  FailedMount: (name, message) => `*${name}* waits for its volumes: ${quoted(message)}`,
  FailedPostStartHook: (name) => `The postStart hook of *${name}* has failed: its container is killed.`,
  FailedPreStopHook: (name) => `The preStop hook of *${name}* has failed: its container is stopped anyway.`,
  FailedCreate: (name, message) => `*${name}* could not make a pod: ${quoted(message)}`,
};

export interface Involved {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** Whom the Event is about. */
export function involvedIn(stored: EventRecord | Event): Involved {
  const { kind, namespace = '', name } = 'involved' in stored ? stored.involved : stored.involvedObject;
  return { kind, namespace, name };
}

export function aboutEvent({ type, value }: Change): string {
  if (type !== 'ADDED') return '';
  const { reason, message } = value as EventRecord | Event;
  return TELLERS[reason]?.(involvedIn(value as EventRecord | Event).name, message) ?? '';
}
