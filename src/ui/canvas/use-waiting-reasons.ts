import { useEffect, useState } from 'react';
import {
  client,
  clusterOf,
  getPod,
  getPodIdsOfNode,
  onFrame,
  parseObjectId,
  useComponent,
  usePodIdsOfNode,
} from '../store';
import { words } from './strings';

/** Why the pods of one app wait for a node. */
export interface WaitingReason {
  readonly app: string;
  readonly text: string;
}

/** Apps whose reason is told. */
const appsMax = 2;
/** Real ms between two looks. The reason changes with a condition, which no view object carries. */
const lookMs = 700;

interface Condition {
  readonly type?: unknown;
  readonly status?: unknown;
  readonly message?: unknown;
}

function scheduledMessage(body: unknown): string {
  const conditions = (body as { status?: { conditions?: readonly Condition[] } } | null)?.status?.conditions;
  const found = conditions?.find(({ type, status }) => type === 'PodScheduled' && status === 'False');
  return typeof found?.message === 'string' ? found.message : '';
}

/** One pod of each waiting app, in order of arrival. */
function samples(): readonly (readonly [app: string, id: string])[] {
  const byApp = new Map<string, string>();
  for (const id of getPodIdsOfNode('')) {
    const pod = getPod(id);
    if (pod && !byApp.has(pod.app) && byApp.size < appsMax) byApp.set(pod.app, id);
  }
  return [...byApp];
}

async function look(): Promise<readonly WaitingReason[]> {
  const answers = samples().map(async ([app, id]) => {
    const address = parseObjectId(id);
    const response = address && (await client.read(address, 'get'));
    return { app, text: response?.code === 200 ? scheduledMessage(response.body) : '' };
  });
  return (await Promise.all(answers)).filter(({ text }) => text !== '');
}

function same(a: readonly WaitingReason[], b: readonly WaitingReason[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The scheduler's reasons for the pods of the tray; that it is stopped, when it is. */
export function useWaitingReasons(): readonly WaitingReason[] {
  const [firstId = ''] = usePodIdsOfNode('');
  const scheduler = useComponent(`${clusterOf(firstId)}/kube-scheduler`);
  const [reasons, setReasons] = useState<readonly WaitingReason[]>([]);
  useEffect(() => {
    let lookedAt = Number.NEGATIVE_INFINITY;
    let gone = false;
    const take = (next: readonly WaitingReason[]): void => {
      if (!gone) setReasons((before) => (same(before, next) ? before : next));
    };
    const lookAgain = (): void => {
      if (performance.now() - lookedAt < lookMs) return;
      lookedAt = performance.now();
      // A worker that dies meanwhile is told of elsewhere.
      look().then(take, () => undefined);
    };
    lookAgain();
    const stop = onFrame(lookAgain);
    return () => {
      gone = true;
      stop();
    };
  }, []);
  if (scheduler?.running === false) return [{ app: '', text: words.nobodySchedules }];
  return reasons;
}
