import { useEffect, useMemo, useState } from 'react';
import { type ClusterSummary, firstVisit, type LessonStep } from '../../lessons/first-visit';
import type { Mark } from '../../worker/protocol';
import { remember, remembered } from '../storage';
import {
  getPodIds,
  getPod,
  getWorkload,
  getWorkloadIds,
  onFrame,
  openManifest,
  select,
  setGuideOpen,
  useShapeCounts,
  useUi,
} from '../store';
import { strings } from '../strings';
import { sampleDeployment } from './samples';

const storageKey = 'first-visit';

const markKey = (mark: Mark) => `${mark.at} ${mark.label}`;

function countShort(): number {
  return getWorkloadIds().filter((id) => {
    const workload = getWorkload(id);
    return workload !== undefined && workload.ready < workload.desired;
  }).length;
}

/** Workloads with fewer ready pods than they want: that may change a frame later than the pods do. */
function useWorkloadsShort(): number {
  const [short, setShort] = useState(countShort);
  useEffect(() => onFrame(() => setShort(countShort())), []);
  return short;
}

/** The summary that the checks look at. It follows the counts, the marks and the workloads. */
function useSummary(): ClusterSummary {
  const counts = useShapeCounts();
  const marks = useUi((state) => state.marks);
  const workloadsShort = useWorkloadsShort();
  // Who opens the guide again wants to kill again: what was done before does not count.
  const [before] = useState(() => new Set(marks.map(markKey)));
  return useMemo(() => {
    const isKill = (mark: Mark) => mark.kind === 'delete' || mark.kind === 'crash';
    const kill = marks.findLast((mark) => isKill(mark) && !before.has(markKey(mark)));
    return {
      pods: getPodIds().filter((id) => getPod(id)?.system === false).length,
      podsRunning: counts.running,
      podsMoving: counts.pending + counts.starting + counts.terminating,
      workloadsShort,
      killed: kill ? (kill.kind === 'crash' ? 'crash' : 'delete') : null,
    };
  }, [counts, marks, workloadsShort, before]);
}

function dismiss(): void {
  remember(storageKey, 'seen');
  setGuideOpen(false);
}

/** Opens the guide on a first visit. */
export function offerGuide(): void {
  if (remembered(storageKey) === null) setGuideOpen(true);
}

/** The three guided steps, beside the picture that they speak of. */
export function GuideCard() {
  const open = useUi((state) => state.guideOpen);
  return open ? <OpenGuide /> : null;
}

/** The own pods arrive in order, so the last one is the newest. */
function selectNewestPod(): void {
  const newest = getPodIds().findLast((id) => getPod(id)?.system === false);
  if (newest !== undefined) select(newest);
}

type Help = NonNullable<ReturnType<LessonStep['help']>>;

function HelpButton({ help }: { readonly help: Help }) {
  switch (help) {
    case 'apply-sample':
      return (
        <button type="button" className="control control-main" onClick={() => openManifest(sampleDeployment)}>
          Start three pods
        </button>
      );
    case 'show-newest-pod':
      return (
        <button type="button" className="control control-main" onClick={selectNewestPod}>
          Show the new pod
        </button>
      );
    default:
      return help satisfies never;
  }
}

function OpenGuide() {
  const [index, setIndex] = useState(0);
  const summary = useSummary();
  const step = firstVisit[index];
  const isLast = index === firstVisit.length - 1;
  // The furthest step that is done: who kills a pod before reading on is taken along.
  const reached = firstVisit.findLastIndex((entry) => entry.done?.(summary) === true);
  useEffect(() => {
    setIndex((current) => Math.max(current, Math.min(reached + 1, firstVisit.length - 1)));
  }, [reached]);
  if (!step) return null;
  const help = step.help(summary);

  return (
    <section className="guide" aria-label={strings.guide} data-target={step.target}>
      <div className="flex items-center gap-2">
        <h2 className="flex-1 text-[15px] font-semibold">
          <span className="mr-1.5 font-normal text-ink-2">
            {index + 1}/{firstVisit.length}
          </span>
          {step.title}
        </h2>
        {step.done === null && (
          <button type="button" className="control" onClick={isLast ? dismiss : () => setIndex(index + 1)}>
            {isLast ? strings.guideDone : strings.guideNext}
          </button>
        )}
        {!isLast && (
          <button
            type="button"
            className="control control-icon -mr-2 border-transparent bg-transparent text-ink-2"
            aria-label={strings.guideDismiss}
            onClick={dismiss}
          >
            ✕
          </button>
        )}
      </div>
      <p className="mt-1 text-[14px] leading-snug" aria-live="polite">
        {step.text(summary)}
      </p>
      {help && (
        <div className="mt-2">
          <HelpButton help={help} />
        </div>
      )}
    </section>
  );
}
