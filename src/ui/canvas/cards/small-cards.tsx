import type { NodeProps } from '@xyflow/react';
import { useComponent, useControlPlaneId, useNode, usePodIdsOfNode } from '../../store';
import type { BandNode, StripNode, TrayNode, UserNode } from '../flow-nodes';
import { useWaitingReasons } from '../use-waiting-reasons';
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

/** The frame around the control plane; dark when its machine has no power. */
export function Band(_props: NodeProps<BandNode>) {
  const node = useNode(useControlPlaneId());
  return (
    <div className={`ko-band${node?.on === false ? ' ko-dark' : ''}`}>
      {!node && <span className="ko-label">{words.controlPlane}</span>}
    </div>
  );
}

/** Pods without a node stand here until the scheduler finds one; nobody ever vanishes. */
export function Tray({ data }: NodeProps<TrayNode>) {
  const ids = usePodIdsOfNode('');
  const waiting = ids.length;
  const { box, reason, arrangement } = data;
  return (
    <div className={`ko-tray ko-tray-${arrangement}${waiting > 0 ? ' ko-waits' : ''}`}>
      <span className="ko-label">
        {words.waiting}
        {waiting > 0 && ` · ${waiting}`}
      </span>
      {waiting === 0 && (
        <span className="ko-role">{arrangement === 'narrow' ? words.noPodWaits : words.nobodyWaits}</span>
      )}
      {reason && waiting > 0 && (
        <div className="ko-reason" style={{ top: reason.y - box.y, height: reason.height }}>
          <Reasons height={reason.height} />
        </div>
      )}
    </div>
  );
}

const reasonLineHeight = 14;

/** Why nobody takes them, in the scheduler's own words, as much as there is room for. */
function Reasons({ height }: { readonly height: number }) {
  const reasons = useWaitingReasons();
  const lines = Math.floor(height / reasonLineHeight / Math.max(1, reasons.length));
  return reasons.map(({ app, text }) => (
    <p key={app} title={text} style={{ WebkitLineClamp: lines }}>
      <b>{app}</b> {text}
    </p>
  ));
}

/** What stands at the foot of a cluster in which nothing runs yet. */
export function EmptyStrip(_props: NodeProps<StripNode>) {
  return <div className="ko-strip-empty">{words.nothingRuns}</div>;
}
