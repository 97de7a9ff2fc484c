import type { NodeProps } from '@xyflow/react';
import { getNode, useComponent, useNode, useNodeIds, usePodIdsOfNode } from '../../store';
import type { BandNode, StripNode, TrayNode, UserNode } from '../flow-nodes';
import { words } from '../strings';
import { Card } from './card';

/** The person at the keyboard, with the last command. */
export function UserCard({ data }: NodeProps<UserNode>) {
  const user = useComponent(data.address);
  const command = user?.lines[0]?.text ?? words.youHint;
  return (
    <Card
      id={data.address}
      name={`${words.you}: ${command}`}
      className={`ko-user ko-${data.arrangement}-user`}
      title={command}
    >
      <h3>
        <span aria-hidden="true" className="ko-prompt">
          ▸_
        </span>
        {words.you}
      </h3>
      <p className={command === words.youHint ? 'ko-role' : 'ko-command'}>{command}</p>
    </Card>
  );
}

/** The frame around the control plane, with the state of its node when it has one. */
export function Band(_props: NodeProps<BandNode>) {
  const nodeIds = useNodeIds();
  const id = nodeIds.find((nodeId) => getNode(nodeId)?.controlPlane) ?? '';
  const node = useNode(id);
  return (
    <div className="ko-band">
      <span className="ko-label">{words.controlPlane}</span>
      {node && <span className={`ko-status ko-${node.ready ? 'good' : 'bad'}`}>{node.statusText}</span>}
    </div>
  );
}

/** Pods without a node stand here until the scheduler finds one; nobody ever vanishes. */
export function Tray({ data }: NodeProps<TrayNode>) {
  const waiting = usePodIdsOfNode('').length;
  return (
    <div className={`ko-tray ko-tray-${data.arrangement}${waiting > 0 ? ' ko-waits' : ''}`}>
      <span className="ko-label">
        {words.waiting}
        {waiting > 0 && ` · ${waiting}`}
      </span>
      {waiting === 0 && <span className="ko-role">{words.nobodyWaits}</span>}
    </div>
  );
}

/** What stands at the foot of a cluster in which nothing runs yet. */
export function EmptyStrip(_props: NodeProps<StripNode>) {
  return <div className="ko-strip-empty">{words.nothingRuns}</div>;
}
