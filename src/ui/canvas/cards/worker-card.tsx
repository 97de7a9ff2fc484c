import type { NodeProps } from '@xyflow/react';
import { memo } from 'react';
import type { NodeView } from '../../../worker/protocol';
import { select, useComponent, useNode } from '../../store';
import type { WorkerNode } from '../flow-nodes';
import { type Box } from '../layout/geometry';
import { slotBox } from '../layout/pod-grid';
import { type PortKind, portKinds, type WorkerLayout } from '../layout/types';
import { useInSet } from '../runtime/keyed-set';
import { useRuntime } from '../runtime/runtime';
import { nodeName, portName, words } from '../strings';
import { Card } from './card';

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

function Bars({ node }: { readonly node: NodeView }) {
  return (
    <div className="ko-bars">
      <Bar label={words.cpu} used={node.cpuRequestedMillicores} whole={node.cpuAllocatableMillicores} />
      <Bar label={words.memory} used={node.memoryRequestedBytes} whole={node.memoryAllocatableBytes} />
    </div>
  );
}

function Status({ node }: { readonly node: NodeView }) {
  const kind = !node.ready ? 'bad' : node.statusText === 'Ready' ? 'good' : 'held';
  return <span className={`ko-status ko-${kind}`}>{node.statusText}</span>;
}

interface PortProps {
  readonly address: string;
  readonly kind: PortKind;
  readonly node: string;
  readonly box: Box;
}

/** A component of the worker, at the upper edge of its card: here the ways come in. */
function Port({ address, kind, node, box }: PortProps) {
  const component = useComponent(address);
  const { lit } = useRuntime();
  const isLit = useInSet(lit, address);
  const running = component?.running ?? true;
  const name = portName(kind, node, running);
  return (
    <button
      type="button"
      tabIndex={-1}
      className={`ko-chip ko-port${isLit ? ' ko-lit' : ''}${running ? '' : ' ko-off'}`}
      style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
      aria-label={name}
      title={component?.lines[0]?.text ?? name}
      onClick={() => select(address)}
    >
      {kind}
    </button>
  );
}

function local(worker: WorkerLayout, box: Box): Box {
  const { scale } = worker;
  return {
    x: (box.x - worker.box.x) / scale,
    y: (box.y - worker.box.y) / scale,
    width: box.width / scale,
    height: box.height / scale,
  };
}

/** Room for more pods, drawn only while slots are large and few. */
const EmptySlots = memo(function EmptySlots({ worker }: { readonly worker: WorkerLayout }) {
  const { grid } = worker;
  const count = grid.columns * grid.rows;
  if (grid.size !== 'full' || count > slotsDrawnMax) return null;
  return Array.from({ length: count }, (_, slot) => {
    const box = local(worker, slotBox(grid, slot));
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

/** A worker: its state, what is promised of it, its components; pods are laid over it by their own layer. */
export function WorkerCard({ data }: NodeProps<WorkerNode>) {
  const { id, worker } = data;
  const node = useNode(id);
  if (!node) return null;
  const cluster = id.slice(0, id.indexOf('/'));
  const style = {
    width: worker.box.width / worker.scale,
    height: worker.box.height / worker.scale,
    transform: worker.scale === 1 ? undefined : `scale(${worker.scale})`,
  };
  return (
    <div className="ko-scaled" style={style}>
      <Card
        id={id}
        name={nodeName(node)}
        className={`ko-worker${worker.compact ? ' ko-compact' : ''}${node.ready ? '' : ' ko-down'}`}
      >
        <div className="ko-worker-head">
          <h3>{node.name}</h3>
          <Status node={node} />
          {worker.compact && <Bars node={node} />}
        </div>
        {!worker.compact && <Bars node={node} />}
        <div className="ko-worker-foot">{words.podCount(node.podCount, node.podCapacity)}</div>
      </Card>
      <EmptySlots worker={worker} />
      {portKinds.map((kind) => (
        <Port
          key={kind}
          kind={kind}
          node={worker.name}
          address={`${cluster}/${worker.name}/${kind}`}
          box={local(worker, worker.ports[kind])}
        />
      ))}
    </div>
  );
}
