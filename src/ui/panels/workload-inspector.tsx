import type { WorkloadView } from '../../worker/protocol';
import { perform } from '../actions';
import { client, commandLine, parseObjectId, useWorkload } from '../store';
import { strings } from '../strings';
import { InspectorHead } from './inspector-head';
import { ObjectTabs } from './object-tabs';
import { Owners } from './owners';
import { RunMyself, Verb } from './verb';

/** Three pods standing on one line: a workload. */
export function WorkloadIcon({ size = 20 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 20 20" fill="none" aria-hidden="true" className="shrink-0">
      <rect x="6" y="1.8" width="8" height="7" rx="2.2" stroke="var(--ink-2)" strokeWidth="1.7" />
      <rect x="1.8" y="11.2" width="7" height="7" rx="2.2" stroke="var(--ink-2)" strokeWidth="1.7" />
      <rect x="11.2" y="11.2" width="7" height="7" rx="2.2" stroke="var(--ink-2)" strokeWidth="1.7" />
    </svg>
  );
}

function ScaleVerb({ workload }: { readonly workload: WorkloadView }) {
  const { id, desired } = workload;
  const scale = (replicas: number) => perform(() => client.scale(id, replicas));
  return (
    <div className="verb-row">
      <fieldset className="verb" aria-label={strings.scaleGroup}>
        <div className="flex items-center justify-between gap-2">
          <b className="text-[14px] font-semibold">Scale</b>
          <span className="flex items-center gap-1">
            <button
              type="button"
              className="control control-icon text-[18px]"
              aria-label={strings.scaleDown}
              title={commandLine.scale(id, Math.max(0, desired - 1))}
              disabled={desired === 0}
              onClick={() => scale(desired - 1)}
            >
              −
            </button>
            <output className="min-w-9 text-center text-[16px] font-semibold tabular-nums">{desired}</output>
            <button
              type="button"
              className="control control-icon text-[18px]"
              aria-label={strings.scaleUp}
              title={commandLine.scale(id, desired + 1)}
              onClick={() => scale(desired + 1)}
            >
              +
            </button>
          </span>
        </div>
        <code className="block text-[12px] text-ink-2 break-words">{commandLine.scale(id, desired + 1)}</code>
      </fieldset>
      <RunMyself command={commandLine.scale(id, desired + 1)} />
    </div>
  );
}

/** A Deployment, a ReplicaSet or a DaemonSet: wanted and present, why, and its verbs. */
export function WorkloadInspector({ id }: { readonly id: string }) {
  const workload = useWorkload(id);
  if (!workload) {
    return (
      <>
        <InspectorHead icon={<WorkloadIcon />} title={parseObjectId(id)?.name ?? id}>
          It is gone. What is known of it stays here.
        </InspectorHead>
        <ObjectTabs id={id} />
      </>
    );
  }
  const { kind, name, desired, current, ready, updated } = workload;
  return (
    <>
      <InspectorHead icon={<WorkloadIcon />} title={name}>
        {kind} · wants <b className="font-semibold text-ink">{desired}</b>, has {current}, {ready} ready
        {kind !== 'ReplicaSet' && `, ${updated} up to date`}
        {kind === 'DaemonSet' && ': one pod for each node that it fits'}
      </InspectorHead>
      <Owners id={id} />
      <ObjectTabs id={id} />
      <footer className="inspector-deeds">
        <h3 className="label mb-2">{strings.doSomething}</h3>
        <div className="flex flex-col gap-2">
          {kind !== 'DaemonSet' && <ScaleVerb workload={workload} />}
          <Verb
            name={strings.deleteObject(kind)}
            command={commandLine.deleteObject(id)}
            keys="Del"
            hot
            onRun={() => perform(() => client.deleteObject(id))}
          />
        </div>
      </footer>
    </>
  );
}
