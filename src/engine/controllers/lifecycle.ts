/** How a controller manager comes to work: alone at once, or as the leader. */
import { beginElection, leaderEvent, type Election, type ElectionNews } from '../client/leader-election';
import { openInformer } from '../client/process';
import { createRecorder, recordEvent } from '../client/recorder';
import type { ClientState } from '../client/requests';
import type { Context } from '../kernel/component';
import type { ControllerManagerState } from './manager-state';

function openCaches(state: ControllerManagerState, context: Context): void {
  for (const resource of state.informers.keys()) openInformer(state.client, context, resource);
}

export function startManager(state: ControllerManagerState, context: Context): void {
  if (state.election === null) openCaches(state, context);
  else beginElection(state.election, context);
}

/** The clients through which it speaks to its API server, those for Events aside: nobody waits for their answers. */
export function clientsOf({ client, controllers }: ControllerManagerState): readonly ClientState[] {
  return [client, ...[...controllers.values()].map((controller) => controller.client)];
}

/** Only the leader works. One that is no longer the leader ends, as upstream, and is started again at once. */
export function followElection(state: ControllerManagerState, context: Context, news: ElectionNews): void {
  if (news === 'won') {
    const { involved, message } = leaderEvent(state.election as Election);
    const happening = { type: 'Normal', reason: 'LeaderElection', message } as const;
    const recorder = createRecorder('kube-controller-manager', '', state.epochMs);
    recordEvent(recorder, state.events, context, involved, happening);
    openCaches(state, context);
  } else if (news === 'lost') {
    context.setProcess(context.self, false);
    context.setProcess(context.self, true);
  }
}
