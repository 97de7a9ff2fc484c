import type { ReactNode } from 'react';
import type { ComponentView, NodeView } from '../../worker/protocol';
import { staticPodOf, useComponent, useNode, usePod } from '../store';
import { lossOf, purposeOf } from './component-purposes';
import { FaultVerbs } from './fault-verbs';
import { PodCard } from './pod-card';
import { PodVerbs } from './pod-verbs';
import { TimerLine } from './timer-line';

/** Without its full stop. */
function firstSentence(text: string): string {
  return text.split('. ')[0]?.replace(/\.$/, '') ?? '';
}

interface ShellProps {
  readonly label: string;
  readonly title: string;
  readonly children: ReactNode;
}

function Shell({ label, title, children }: ShellProps) {
  return (
    <section className="card enter-up w-[320px] p-3 shadow-high" aria-label={label}>
      <h3 className="text-[14px] font-semibold">{title}</h3>
      {children}
    </section>
  );
}

function NodeCard({ node }: { readonly node: NodeView }) {
  const machine = node.on
    ? node.cut
      ? 'its network is cut'
      : 'its machine runs'
    : 'its machine has no power';
  return (
    <Shell label={`Node ${node.name}`} title={node.name}>
      <p className="mt-0.5 mb-2.5 text-[13px] text-ink-2">
        {node.statusText} · {machine}
        {node.timer && (
          <>
            <br />
            <TimerLine timer={node.timer} />
          </>
        )}
      </p>
      <FaultVerbs id={node.id} offers={node.offers} />
    </Shell>
  );
}

function ProcessCard({ component }: { readonly component: ComponentView }) {
  const { id, kind, node, running, offers } = component;
  const pod = usePod(staticPodOf(id));
  return (
    <Shell label={`Component ${kind}`} title={node === '' ? kind : `${kind} on ${node}`}>
      <p className="mt-0.5 mb-2.5 text-[13px] text-ink-2">
        <b className={running ? 'font-semibold text-run' : 'font-semibold text-fail'}>
          {running ? 'Running' : 'Stopped'}
        </b>{' '}
        · {running ? firstSentence(purposeOf(kind)) : lossOf(kind)}
      </p>
      <FaultVerbs id={id} offers={offers} />
      {pod && (
        <>
          <h4 className="label mt-3 mb-1.5">Its static pod</h4>
          <PodVerbs pod={pod} />
        </>
      )}
    </Shell>
  );
}

/** The compact card that the canvas shows beside a pressed thing: what it is, and what can be done to it. */
export function ThingCard({ id }: { readonly id: string }) {
  const node = useNode(id);
  const component = useComponent(id);
  if (node) return <NodeCard node={node} />;
  if (component) return <ProcessCard component={component} />;
  return <PodCard id={id} />;
}
