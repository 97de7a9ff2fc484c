import type { PodView } from '../../worker/protocol';
import { select, staticPodOf, useComponent, usePod } from '../store';
import { strings } from '../strings';
import { momentText } from '../time/format';
import { lossOf, purposeOf } from './component-purposes';
import { FaultVerbs } from './fault-verbs';
import { InspectorHead } from './inspector-head';
import { restartsText } from './pod-card';
import { PodVerbs } from './pod-verbs';
import { StatusIcon } from './status-icon';

function ComponentIcon() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" fill="none" aria-hidden="true" className="shrink-0">
      <circle cx="10" cy="10" r="3" stroke="var(--ink-2)" strokeWidth="1.7" />
      <path
        d="M10 1.8v3M10 15.2v3M1.8 10h3M15.2 10h3M4.2 4.2l2.1 2.1M13.7 13.7l2.1 2.1M15.8 4.2l-2.1 2.1M6.3 13.7l-2.1 2.1"
        stroke="var(--ink-2)"
        strokeWidth="1.7"
        strokeLinecap="round"
      />
    </svg>
  );
}

/** A component: what it is for, and what it did last. */
export function ComponentInspector({ id }: { readonly id: string }) {
  const component = useComponent(id);
  const pod = usePod(staticPodOf(id));
  if (!component)
    return (
      <InspectorHead icon={<ComponentIcon />} title={id}>
        It is not there.
      </InspectorHead>
    );
  const { kind, node, running, lines, controllers, offers } = component;
  return (
    <>
      <InspectorHead icon={<ComponentIcon />} title={kind === 'user' ? 'You' : kind}>
        {node === '' ? 'Component' : `On ${node}`}
        {kind !== 'user' && (
          <>
            {' · '}
            <b className={`font-semibold ${running ? 'text-run' : 'text-fail'}`}>
              {running ? 'running' : 'stopped'}
            </b>
          </>
        )}
      </InspectorHead>
      <div className="mt-3 min-h-0 flex-1 overflow-auto">
        <p className="text-[14px] leading-normal">{purposeOf(kind)}</p>
        {!running && <p className="mt-2 text-[14px] leading-normal font-medium">{lossOf(kind)}</p>}
        {controllers.length > 0 && (
          <>
            <h3 className="label mt-4 mb-1.5">Controllers</h3>
            <ul className="flex flex-col gap-1 text-[13px]">
              {controllers.map((controller) => (
                <li key={controller.name} className="flex justify-between gap-3">
                  <span>{controller.name}</span>
                  <span className="text-ink-2">{controller.note}</span>
                </li>
              ))}
            </ul>
          </>
        )}
        {lines.length > 0 && (
          <>
            <h3 className="label mt-4 mb-1.5">Last</h3>
            <ol className="flex flex-col gap-1.5 font-mono text-[12px] leading-snug">
              {lines.map((line) => (
                <li key={`${line.at} ${line.head} ${line.text}`} className="flex gap-2">
                  <span className="text-ink-2">{momentText(line.at)}</span>
                  <span className="min-w-0 flex-1 break-words">
                    <b>{line.head}</b> {line.text}
                  </span>
                  <b>{line.tail}</b>
                </li>
              ))}
            </ol>
          </>
        )}
      </div>
      {(offers.length > 0 || pod) && (
        <footer className="inspector-deeds">
          <h3 className="label mb-2">{strings.doSomething}</h3>
          <FaultVerbs id={id} offers={offers} />
          {pod && <StaticPod pod={pod} />}
        </footer>
      )}
    </>
  );
}

/** The pod in which a component of the control plane runs, with a pod's own verbs. */
function StaticPod({ pod }: { readonly pod: PodView }) {
  return (
    <>
      <p className="mt-3 mb-2 flex items-center gap-2 text-[13px]">
        <StatusIcon shape={pod.shape} size={16} />
        <button type="button" className="link min-h-6 text-left" onClick={() => select(pod.id)}>
          static pod {pod.name}
        </button>
        {pod.restarts > 0 && <span className="text-ink-2">{restartsText(pod.restarts)}</span>}
      </p>
      <PodVerbs pod={pod} />
    </>
  );
}
