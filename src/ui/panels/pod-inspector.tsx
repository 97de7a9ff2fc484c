import { parseObjectId, usePod } from '../store';
import { strings } from '../strings';
import { InspectorHead } from './inspector-head';
import { ObjectTabs } from './object-tabs';
import { Owners } from './owners';
import { restartsText } from './pod-card';
import { PodVerbs } from './pod-verbs';
import { StatusIcon } from './status-icon';
import { TimerLine } from './timer-line';

/** A pod: what it is, why it is so, and what one can do to it. */
export function PodInspector({ id }: { readonly id: string }) {
  const pod = usePod(id);
  if (!pod) {
    return (
      <>
        <InspectorHead icon={<StatusIcon shape="unknown" size={20} />} title={parseObjectId(id)?.name ?? id}>
          This pod is gone. What is known of it stays here.
        </InspectorHead>
        <Owners id={id} />
        <ObjectTabs id={id} />
      </>
    );
  }
  const facts = [
    'Pod',
    pod.node === '' ? 'no node yet' : pod.node,
    ...(pod.ip === '' ? [] : [pod.ip]),
    `${pod.ready} ready`,
    ...(pod.restarts > 0 ? [restartsText(pod.restarts)] : []),
  ];
  return (
    <>
      <InspectorHead icon={<StatusIcon shape={pod.shape} size={20} />} title={pod.name}>
        {facts.join(' · ')} · <b className="font-semibold text-ink">{pod.statusText}</b>
        {pod.timer && (
          <>
            <br />
            <TimerLine timer={pod.timer} />
          </>
        )}
      </InspectorHead>
      <Owners id={id} />
      <ObjectTabs id={id} />
      {pod.shape !== 'terminating' && (
        <footer className="inspector-deeds">
          <h3 className="label mb-2">{strings.doSomething}</h3>
          <PodVerbs pod={pod} />
        </footer>
      )}
    </>
  );
}
