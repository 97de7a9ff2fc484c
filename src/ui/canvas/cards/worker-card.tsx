import type { NodeProps } from '@xyflow/react';
import { memo } from 'react';
import type { NodeView } from '../../../worker/protocol';
import { clusterOf, useNode } from '../../store';
import type { WorkerNode } from '../flow-nodes';
import { gutter } from '../layout/data-ways';
import { type Box, centerX } from '../layout/geometry';
import { slotBox } from '../layout/pod-grid';
import type { WorkerLayout } from '../layout/types';
import { nodeName, taintsText, words } from '../strings';
import { Card } from './card';
import { isTroubled, NodeStatus, LooseCable, Trouble } from './machine-marks';
import { Ports } from './ports';

/** More empty slots than this are not drawn: they would be a pattern, not room. */
const slotsDrawnMax = 12;

function Bar({
  label,
  used,
  whole,
}: {
  readonly label: string;
  readonly used: number;
  readonly whole: number;
}) {
  const percent = whole > 0 ? Math.round((100 * used) / whole) : 0;
  return (
    <span className="ko-bar">
      {label}
      <span className="ko-bar-track">
        <i style={{ width: `${Math.min(100, percent)}%` }} />
      </span>
      <span className="ko-bar-number">{percent}%</span>
    </span>
  );
}

/** What is promised of the worker; while its machine is in trouble, that instead. */
function SecondLine({ node }: { readonly node: NodeView }) {
  return (
    <div className="ko-bars">
      {isTroubled(node) ? (
        <Trouble node={node} />
      ) : (
        <>
          <Bar label={words.cpu} used={node.cpuRequestedMillicores} whole={node.cpuAllocatableMillicores} />
          <Bar label={words.memory} used={node.memoryRequestedBytes} whole={node.memoryAllocatableBytes} />
        </>
      )}
    </div>
  );
}

function localTo({ box: card, scale }: WorkerLayout): (box: Box) => Box {
  return (box) => ({
    x: (box.x - card.x) / scale,
    y: (box.y - card.y) / scale,
    width: box.width / scale,
    height: box.height / scale,
  });
}

/** Room for more pods, drawn only while slots are large and few. */
const EmptySlots = memo(function EmptySlots({ worker }: { readonly worker: WorkerLayout }) {
  const { grid } = worker;
  const count = grid.columns * grid.rows;
  if (grid.size !== 'full' || count > slotsDrawnMax) return null;
  const local = localTo(worker);
  return Array.from({ length: count }, (_, slot) => {
    const box = local(slotBox(grid, slot));
    // A slot is its index.
    return (
      <div
        key={slot}
        className="ko-slot"
        style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
      />
    );
  });
});

/** Where the worker is not connected any more: to the API server, and to the other pods. */
function LooseCables({ worker }: { readonly worker: WorkerLayout }) {
  const { height } = localTo(worker)(worker.box);
  const kubelet = localTo(worker)(worker.ports.kubelet);
  return (
    <>
      <LooseCable x={centerX(kubelet)} y={-22} />
      <LooseCable x={gutter} y={height + 9} />
    </>
  );
}

/** A worker: its state, what is promised of it, its components; pods are laid over it by their own layer. */
export function WorkerCard({ data }: NodeProps<WorkerNode>) {
  const { id, worker } = data;
  const node = useNode(id);
  if (!node) return null;
  const style = {
    width: worker.box.width / worker.scale,
    height: worker.box.height / worker.scale,
    transform: worker.scale === 1 ? undefined : `scale(${worker.scale})`,
  };
  const state = node.ready ? '' : ' ko-down';
  const taints = taintsText(node.taints);
  return (
    <div className={`ko-scaled${node.on ? '' : ' ko-dark'}`} style={style}>
      <Card
        id={id}
        name={nodeName(node)}
        className={`ko-worker${worker.compact ? ' ko-compact' : ''}${state}`}
      >
        <div className="ko-worker-head">
          <h3>{node.name}</h3>
          <span className="ko-worker-count">
            {/* What does not fit wraps out of sight: half a number would be a wrong one. */}
            &#8203; <span>{words.podCountShort(node.podCount, node.podCapacity)}</span>
          </span>
          <NodeStatus node={node} />
          {worker.compact && <SecondLine node={node} />}
        </div>
        {!worker.compact && <SecondLine node={node} />}
        {taints !== '' && (
          <div className="ko-worker-foot" title={node.taints.join('\n')}>
            taint {taints}
          </div>
        )}
      </Card>
      {node.on && <EmptySlots worker={worker} />}
      {node.cut && <LooseCables worker={worker} />}
      <Ports cluster={clusterOf(id)} node={worker.name} ports={worker.ports} local={localTo(worker)} />
    </div>
  );
}
