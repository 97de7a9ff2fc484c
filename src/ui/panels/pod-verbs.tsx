import { useState } from 'react';
import type { PodView } from '../../worker/protocol';
import { perform } from '../actions';
import { client, commandLine } from '../store';
import { strings } from '../strings';
import { type ContainerChoice, containersOf, likelyContainer } from './containers';
import { useInspection } from './object-tabs';
import { Verb } from './verb';

interface ContainerPickProps {
  readonly containers: readonly ContainerChoice[];
  readonly picked: string;
  readonly onPick: (name: string) => void;
}

/** Which container is meant, in a pod that has several. */
function ContainerPick({ containers, picked, onPick }: ContainerPickProps) {
  return (
    <label className="flex items-center gap-2 text-[13px]">
      <span className="text-ink-2">{strings.container}</span>
      <select
        className="control min-w-0 flex-1 justify-start text-left"
        value={picked}
        onChange={(event) => onPick(event.currentTarget.value)}
      >
        {containers.map(({ name, role, running }) => (
          <option key={name} value={name}>
            {name}
            {role === 'container' ? '' : ` (${role})`}
            {running ? '' : ', not running'}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The two ways to kill: what runs in the pod, and the pod. */
export function PodVerbs({ pod }: { readonly pod: PodView }) {
  const inspection = useInspection(pod.id);
  const [picked, setPicked] = useState('');
  const containers = containersOf(inspection?.object);
  const several = containers.length > 1;
  const meant = several
    ? (containers.find(({ name }) => name === picked)?.name ?? likelyContainer(containers))
    : '';
  return (
    <div className="flex flex-col gap-2">
      {several && <ContainerPick containers={containers} picked={meant} onPick={setPicked} />}
      <Verb
        name={strings.crash}
        command={commandLine.crashContainer(pod.id, meant)}
        keys="C"
        disabled={pod.shape === 'pending'}
        onRun={() => perform(() => client.crashContainer(pod.id, meant))}
      />
      <Verb
        name={strings.deletePod}
        command={commandLine.deleteObject(pod.id)}
        keys="Del"
        hot
        onRun={() => perform(() => client.deleteObject(pod.id))}
      />
      {pod.mirror && <p className="text-[13px] leading-snug text-ink-2">{strings.mirrorNote(pod.node)}</p>}
    </div>
  );
}
