import { useEffect, useMemo, useState } from 'react';
import { type ClusterSummary, firstVisit, type LessonStep } from '../../lessons/first-visit';
import { remember, remembered } from '../storage';
import {
  getPodIds,
  getPod,
  getWorkload,
  openManifest,
  select,
  setGuideOpen,
  useShapeCounts,
  useUi,
  useWorkloadIds,
} from '../store';
import { strings } from '../strings';
import { sampleDeployment } from './samples';

const storageKey = 'first-visit';

/** The summary that the checks look at. It follows the counts and the marks, which change with everything in it. */
function useSummary(): ClusterSummary {
  const counts = useShapeCounts();
  const marks = useUi((state) => state.marks);
  const workloadIds = useWorkloadIds();
  return useMemo(() => {
    const kill = marks.findLast((mark) => mark.kind === 'delete' || mark.kind === 'crash');
    const workloads = workloadIds.map(getWorkload);
    return {
      pods: getPodIds().filter((id) => getPod(id)?.system === false).length,
      podsRunning: counts.running,
      workloadsShort: workloads.filter((workload) => workload && workload.ready < workload.desired).length,
      killed: kill ? (kill.kind === 'crash' ? 'crash' : 'delete') : null,
    };
  }, [counts, marks, workloadIds]);
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

function HelpButton({ help }: { readonly help: ReturnType<LessonStep['help']> }) {
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
    case null:
      return null;
    default:
      return help satisfies never;
  }
}

function OpenGuide() {
  const [index, setIndex] = useState(0);
  const summary = useSummary();
  const step = firstVisit[index];
  const isLast = index === firstVisit.length - 1;
  const done = step?.done?.(summary) === true;
  useEffect(() => {
    if (done) setIndex((current) => Math.min(current + 1, firstVisit.length - 1));
  }, [done]);
  if (!step) return null;

  return (
    <section className="guide" aria-label={strings.guide} data-target={step.target}>
      <div className="flex items-center justify-between gap-2">
        <h2 className="text-[15px] font-semibold">
          <span className="mr-1.5 font-normal text-ink-2">
            {index + 1}/{firstVisit.length}
          </span>
          {step.title}
        </h2>
        <button
          type="button"
          className="control control-icon -my-1 -mr-2 border-transparent bg-transparent text-ink-2"
          aria-label={strings.guideDismiss}
          onClick={dismiss}
        >
          ✕
        </button>
      </div>
      <p className="text-[14px] leading-snug" aria-live="polite">
        {step.text(summary)}
      </p>
      <div className="mt-2 flex gap-2 empty:hidden">
        <HelpButton help={step.help(summary)} />
        {step.done === null && (
          <button type="button" className="control" onClick={isLast ? dismiss : () => setIndex(index + 1)}>
            {isLast ? strings.guideDone : strings.guideNext}
          </button>
        )}
      </div>
    </section>
  );
}
