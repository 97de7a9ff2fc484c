/** What follows from a probe's verdict: ready or not, started, or killed. Models pkg/kubelet/kubelet.go (syncLoopIteration). */
import type { Context } from '../kernel/component';
import { killContainer, specGraceMs } from './container-kill';
import { update, type KubeletState } from './kubelet-state';
import { containerOf, specOf, withContainer, type PodRecord } from './pod-record';
import { armProbes, type ProbeFinding } from './prober';
import { reportStatus } from './status-manager';

/** A container that has started is ready, or is asked at once whether it is. */
function begin(state: KubeletState, context: Context, { record, container }: ProbeFinding): void {
  const { name } = container;
  const ready = specOf(record, name).readinessProbe === undefined;
  const begun = update(state, context, withContainer(record, name, { started: true, ready }));
  armProbes(state, context, begun, containerOf(begun, name));
  reportStatus(state, context, begun);
}

function graceMs(record: PodRecord, { container, type }: ProbeFinding): number {
  const { startupProbe, livenessProbe } = specOf(record, container.name);
  const seconds = (type === 'startup' ? startupProbe : livenessProbe)?.terminationGracePeriodSeconds;
  return seconds === undefined ? specGraceMs(record) : seconds * 1000;
}

function kill(state: KubeletState, context: Context, finding: ProbeFinding): void {
  const { record, container, type } = finding;
  const { name, role } = container;
  const comesAgain = role === 'sidecar' || record.pod.spec.restartPolicy !== 'Never';
  const message =
    role === 'main'
      ? `Container ${name} failed ${type} probe${comesAgain ? ', will be restarted' : ''}`
      : `Init container ${name} failed ${type} probe`;
  const next = comesAgain ? 'restart' : 'stay';
  killContainer(state, context, record, name, { message, graceMs: graceMs(record, finding), next });
}

/** Acts upon what a probe has found out. */
export function takeFinding(state: KubeletState, context: Context, finding: ProbeFinding): void {
  const { record, container, type, ok } = finding;
  if (type === 'readiness') {
    if (container.ready === ok) return;
    const changed = update(state, context, withContainer(record, container.name, { ready: ok }));
    reportStatus(state, context, changed);
  } else if (ok) {
    begin(state, context, finding);
  } else {
    kill(state, context, finding);
  }
}
