import { useMemo } from 'react';
import { clusterOf, getPod, useComponent, usePod, usePodIdsOfNode } from '../store';
import { words } from './strings';

/** Why the pods of one app wait for a node. */
export interface WaitingReason {
  readonly app: string;
  readonly text: string;
}

/** One pod of each of the first two waiting apps, in order of arrival: there is no room for more reasons. */
function samples(ids: readonly string[]): readonly string[] {
  const [first = ''] = ids;
  const app = getPod(first)?.app;
  const second = ids.find((id) => getPod(id)?.app !== app);
  return second === undefined ? [first] : [first, second];
}

/** The scheduler's reasons for the pods of the tray; that it is stopped, when it is. */
export function useWaitingReasons(): readonly WaitingReason[] {
  const ids = usePodIdsOfNode('');
  const [first = '', second = ''] = useMemo(() => samples(ids), [ids]);
  const waiting = [usePod(first), usePod(second)];
  const scheduler = useComponent(`${clusterOf(first)}/kube-scheduler`);
  if (scheduler?.running === false) return [{ app: '', text: words.nobodySchedules }];
  return waiting.flatMap((pod) => {
    return pod === undefined || pod.reason === '' ? [] : [{ app: pod.app, text: pod.reason }];
  });
}
