import type { PodView } from '../../worker/protocol';
import { perform } from '../actions';
import { client, commandLine } from '../store';
import { strings } from '../strings';
import { Verb } from './verb';

/** The two ways to kill what runs in a pod, and the pod. */
export function PodVerbs({ pod }: { readonly pod: PodView }) {
  return (
    <div className="flex flex-col gap-2">
      <Verb
        name={strings.crash}
        command={commandLine.crashContainer(pod.id)}
        keys="C"
        disabled={pod.shape === 'pending'}
        onRun={() => perform(() => client.crashContainer(pod.id))}
      />
      <Verb
        name={strings.deletePod}
        command={commandLine.deletePod(pod.id)}
        keys="Del"
        hot
        onRun={() => perform(() => client.deletePod(pod.id))}
      />
    </div>
  );
}
