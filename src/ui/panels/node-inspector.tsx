import type { NodeView } from '../../worker/protocol';
import { clusterOf, getComponent, select, useComponent, useComponentIds, useNode } from '../store';
import { strings } from '../strings';
import { FaultVerbs } from './fault-verbs';
import { InspectorHead } from './inspector-head';
import { NodeState } from './node-state';
import { ObjectTabs } from './object-tabs';
import { TimerLine } from './timer-line';

function NodeIcon() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" fill="none" aria-hidden="true" className="shrink-0">
      <rect x="1.8" y="3" width="16.4" height="14" rx="3" stroke="var(--ink-2)" strokeWidth="1.7" />
      <path d="M2 7.5h16" stroke="var(--ink-2)" strokeWidth="1.7" />
      <circle cx="5" cy="5.3" r="0.9" fill="var(--ink-2)" />
    </svg>
  );
}

interface ShareProps {
  readonly name: string;
  readonly used: string;
  readonly all: string;
  readonly share: number;
}

function Share({ name, used, all, share }: ShareProps) {
  return (
    <div className="grid grid-cols-[64px_1fr_auto] items-center gap-2 text-[13px]">
      <dt className="text-ink-2">{name}</dt>
      <dd className="contents">
        <span className="h-1.5 overflow-hidden rounded-full bg-line" aria-hidden="true">
          <span className="block h-full bg-ink-2" style={{ width: `${Math.min(1, share) * 100}%` }} />
        </span>
        <span className="tabular-nums">
          {used} of {all}
        </span>
      </dd>
    </div>
  );
}

const mebibyte = 1024 * 1024;

function cores(millicores: number): string {
  return millicores % 1000 === 0 ? `${millicores / 1000}` : `${millicores}m`;
}

function memory(bytes: number): string {
  const mebibytes = Math.round(bytes / mebibyte);
  return mebibytes >= 10_240 ? `${Math.round(mebibytes / 102.4) / 10}Gi` : `${mebibytes}Mi`;
}

function ProcessRow({ id }: { readonly id: string }) {
  const component = useComponent(id);
  if (!component) return null;
  const { kind, running } = component;
  return (
    <li>
      <button type="button" className="row" onClick={() => select(id)}>
        <span className="min-w-0 flex-1 truncate">{kind}</span>
        <span className={running ? 'text-run' : 'font-semibold text-fail'}>
          {running ? 'running' : '■ stopped'}
        </span>
      </button>
    </li>
  );
}

/** The processes of the machine; each leads to what can be done to it. */
function Processes({ node }: { readonly node: NodeView }) {
  const own = useComponentIds().filter((id) => {
    const component = getComponent(id);
    const here = component?.node === node.name || (node.controlPlane && component?.node === '');
    return here && clusterOf(id) === clusterOf(node.id) && component?.kind !== 'user';
  });
  return (
    <ul>
      {own.map((id) => (
        <ProcessRow key={id} id={id} />
      ))}
    </ul>
  );
}

/** What the machine itself is like, whatever the API server believes. */
function machineWords(node: NodeView): string {
  if (!node.on) return 'its machine has no power';
  return node.cut ? 'its network cable is out' : 'its machine runs';
}

/** A node: whether it is ready, and how much of it is promised to pods. */
export function NodeInspector({ id }: { readonly id: string }) {
  const node = useNode(id);
  if (!node)
    return (
      <InspectorHead icon={<NodeIcon />} title={id}>
        This node is gone.
      </InspectorHead>
    );
  return (
    <>
      <InspectorHead icon={<NodeIcon />} title={node.name}>
        {node.controlPlane ? 'Control-plane node' : 'Worker node'} ·{' '}
        <b className={`font-semibold ${node.ready ? 'text-run' : 'text-fail'}`}>{node.statusText}</b> ·{' '}
        <span className={node.on && !node.cut ? '' : 'font-semibold text-ink'}>{machineWords(node)}</span>
        {node.timer && (
          <>
            <br />
            <TimerLine timer={node.timer} />
          </>
        )}
      </InspectorHead>
      <dl className="mt-3 flex flex-col gap-1.5">
        <Share
          name="CPU"
          used={cores(node.cpuRequestedMillicores)}
          all={cores(node.cpuAllocatableMillicores)}
          share={node.cpuRequestedMillicores / Math.max(1, node.cpuAllocatableMillicores)}
        />
        <Share
          name="Memory"
          used={memory(node.memoryRequestedBytes)}
          all={memory(node.memoryAllocatableBytes)}
          share={node.memoryRequestedBytes / Math.max(1, node.memoryAllocatableBytes)}
        />
        <Share
          name="Pods"
          used={String(node.podCount)}
          all={String(node.podCapacity)}
          share={node.podCount / Math.max(1, node.podCapacity)}
        />
      </dl>
      <p className="mt-1 text-[12px] text-ink-2">CPU and memory: what its pods request.</p>
      <ObjectTabs
        id={id}
        after={[
          {
            key: 'state',
            name: strings.state,
            content: () => (
              <>
                <NodeState id={id} />
                <h3 className="label mt-4 mb-1.5">{strings.processes}</h3>
                <Processes node={node} />
              </>
            ),
          },
        ]}
      />
      {node.offers.length > 0 && (
        <footer className="inspector-deeds">
          <h3 className="label mb-2">{strings.doSomething}</h3>
          <FaultVerbs id={id} offers={node.offers} />
        </footer>
      )}
    </>
  );
}
