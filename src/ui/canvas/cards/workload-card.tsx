import type { NodeProps } from '@xyflow/react';
import { Minus, Plus } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { WorkloadView } from '../../../worker/protocol';
import { perform } from '../../actions';
import { client, commandLine, useWorkload, useWorkloadIds } from '../../store';
import type { WorkloadNode } from '../flow-nodes';
import { shownWorkloads } from '../shown-things';
import { scaleName, words, workloadName } from '../strings';
import { Card } from './card';

/** From this width on there is room for its kind beside its name, and for the pips. */
const roomyMin = 290;
/** Up to this many replicas are drawn one by one. */
const pipsMax = 6;

/**
 * What the user has asked for so far. The answer takes virtual time, and two quick clicks mean two steps: the second
 * counts from the first one's wish, not from what the cluster has heard yet.
 */
function useWish(workload: WorkloadView | undefined): [number, (replicas: number) => void] {
  const desired = workload?.desired ?? 0;
  const [wish, setWish] = useState<number | null>(null);
  useEffect(() => {
    if (wish === desired) setWish(null);
  }, [wish, desired]);
  const ask = (replicas: number): void => {
    if (!workload || replicas < 0) return;
    setWish(replicas);
    const forget = (): void => setWish((now) => (now === replicas ? null : now));
    void perform(() => client.scale(workload.id, replicas)).then(forget);
  };
  return [wish ?? desired, ask];
}

function Pips({ workload }: { readonly workload: WorkloadView }) {
  const count = Math.max(workload.desired, workload.current);
  if (count === 0 || count > pipsMax) return null;
  return (
    <span className="ko-pips" aria-hidden="true">
      {Array.from({ length: count }, (_, index) => {
        const state = index < workload.ready ? 'ready' : index < workload.desired ? 'wanted' : 'extra';
        // A pip is its place in the row.
        return <i key={index} className={`ko-pip-${state}`} />;
      })}
    </span>
  );
}

interface ScaleButtonProps {
  readonly workload: WorkloadView;
  readonly to: number;
  readonly more: boolean;
  readonly onPress: () => void;
}

function ScaleButton({ workload, to, more, onPress }: ScaleButtonProps) {
  return (
    <button
      type="button"
      tabIndex={-1}
      className="ko-scale"
      disabled={to < 0}
      aria-label={scaleName(workload, Math.max(0, to))}
      title={to < 0 ? undefined : commandLine.scale(workload.id, to)}
      onClick={onPress}
    >
      {more ? <Plus size={15} aria-hidden="true" /> : <Minus size={15} aria-hidden="true" />}
    </button>
  );
}

/** One workload: what is wanted, what is ready, and the two buttons that change the wish. */
export function WorkloadCard({ data }: NodeProps<WorkloadNode>) {
  const ids = useWorkloadIds();
  const shown = shownWorkloads(ids);
  const workload = useWorkload(shown[data.index] ?? '');
  const [wish, ask] = useWish(workload);
  if (!workload) return null;
  const hidden = shown.length - data.shown;
  const narrow = data.box.width < roomyMin;
  const lastOne = data.index === data.shown - 1;
  return (
    <Card id={workload.id} name={workloadName(workload)} className="ko-workload">
      <div className="ko-workload-text">
        <h3>
          {!narrow && <span className="ko-role">{workload.kind}</span>}
          <span className="ko-workload-name">{workload.name}</span>
          {lastOne && hidden > 0 && <span className="ko-chip">{words.more(hidden)}</span>}
        </h3>
        <p>
          {words.wants(workload.desired, workload.ready)} {!narrow && <Pips workload={workload} />}
        </p>
      </div>
      {workload.kind !== 'DaemonSet' && (
        <>
          <ScaleButton workload={workload} to={wish - 1} more={false} onPress={() => ask(wish - 1)} />
          <output className="ko-wish">{wish}</output>
          <ScaleButton workload={workload} to={wish + 1} more onPress={() => ask(wish + 1)} />
        </>
      )}
    </Card>
  );
}
