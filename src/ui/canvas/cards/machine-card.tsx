import type { NodeProps } from '@xyflow/react';
import { clusterOf, useNode } from '../../store';
import type { MachineNode } from '../flow-nodes';
import type { Box } from '../layout/geometry';
import { nodeName, words } from '../strings';
import { Card } from './card';
import { isTroubled, NodeStatus, Trouble } from './machine-marks';
import { Ports } from './ports';

/** The machine on which the control plane runs: the head of its band. */
export function MachineCard({ data }: NodeProps<MachineNode>) {
  const { id, machine } = data;
  const node = useNode(id);
  if (!node) return null;
  const local = (box: Box): Box => ({ ...box, x: box.x - machine.box.x, y: box.y - machine.box.y });
  return (
    <div className={node.on ? undefined : 'ko-dark'}>
      <Card
        id={id}
        name={nodeName(node)}
        className={`ko-machine${node.ready ? '' : ' ko-down'}`}
        title={words.controlPlane}
      >
        {node.on && !node.cut && <span className="ko-label">{words.controlPlane}</span>}
        {isTroubled(node) ? <Trouble node={node} /> : <NodeStatus node={node} />}
      </Card>
      {machine.ports && (
        <Ports cluster={clusterOf(id)} node={machine.name} ports={machine.ports} local={local} />
      )}
    </div>
  );
}
