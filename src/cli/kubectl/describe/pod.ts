/** Models kubectl/pkg/describe (describePod). */
import { ageSince } from '../../../engine/api/time';
import { formatSelector } from '../../../engine/api/selector';
import type { Fields } from '../fields';
import { writeContainers, writeResources } from './containers';
import { writeEvents } from './events';
import { writeAnnotations, writeLabels, writeTolerations } from './labels';
import { writeVolumes } from './volumes';
import { type DescribeWriter, described, rfc1123 } from './writer';

/** `events`: null leaves the block out. `now`: ms since 1970. */
export function describePod(pod: Fields, events: readonly Fields[] | null, now: number): string {
  return described((w) => {
    writeIdentity(w, pod, now);
    writeAllContainers(w, pod);
    writeConditions(w, pod);
    writeVolumes(w, pod.list('spec.volumes'), '');
    w.row(0, 'QoS Class', pod.text('status.qosClass'));
    writeLabels(w, 'Node-Selectors', pod.map('spec.nodeSelector'));
    writeTolerations(w, 'Tolerations', pod.list('spec.tolerations'));
    writeSpread(w, pod.list('spec.topologySpreadConstraints'), '');
    writeEvents(w, events, now);
  });
}

function writeIdentity(w: DescribeWriter, pod: Fields, now: number): void {
  const optional = (label: string, path: string) => {
    if (pod.text(path) !== '') w.row(0, label, pod.text(path));
  };
  w.row(0, 'Name', pod.name);
  w.row(0, 'Namespace', pod.namespace);
  optional('Priority', 'spec.priority');
  optional('Priority Class Name', 'spec.priorityClassName');
  optional('Runtime Class Name', 'spec.runtimeClassName');
  optional('Service Account', 'spec.serviceAccountName');
  const node = pod.text('spec.nodeName');
  w.row(0, 'Node', node === '' ? '<none>' : `${node}/${pod.text('status.hostIP')}`);
  if (pod.has('status.startTime')) w.row(0, 'Start Time', rfc1123(pod.text('status.startTime')));
  writeLabels(w, 'Labels', pod.labels);
  writeAnnotations(w, 'Annotations', pod.annotations);
  writePhase(w, pod, now);
  optional('Reason', 'status.reason');
  optional('Message', 'status.message');
  const profile = pod.at('spec.securityContext.seccompProfile');
  if (profile.exists) {
    w.row(0, 'SeccompProfile', profile.text('type'));
    if (profile.text('type') === 'Localhost') w.row(0, 'LocalhostProfile', profile.text('localhostProfile'));
  }
  w.row(0, 'IP', pod.text('status.podIP'));
  const ips = pod.list('status.podIPs');
  w.line(0, ips.length === 0 ? 'IPs:\t<none>' : 'IPs:');
  for (const ip of ips) w.row(1, 'IP', ip.text('ip'));
  writeController(w, pod);
  optional('NominatedNodeName', 'status.nominatedNodeName');
  if (pod.has('spec.resources')) {
    w.line(0, 'Resources:');
    writeResources(w, 1, pod.at('spec.resources'));
  }
}

function writePhase(w: DescribeWriter, pod: Fields, now: number): void {
  const phase = pod.text('status.phase');
  const hasEnded = phase === 'Failed' || phase === 'Succeeded';
  if (!pod.has('metadata.deletionTimestamp') || hasEnded) {
    w.row(0, 'Status', phase);
    return;
  }
  w.row(0, 'Status', `Terminating (lasts ${ageSince(pod.text('metadata.deletionTimestamp'), now)})`);
  w.row(0, 'Termination Grace Period', `${pod.number('metadata.deletionGracePeriodSeconds')}s`);
}

/** `Controlled By:  ReplicaSet/web-5d4`, when something does. */
export function writeController(w: DescribeWriter, object: Fields): void {
  const owner = object.controller;
  if (owner !== undefined) w.row(0, 'Controlled By', `${owner.text('kind')}/${owner.text('name')}`);
}

function writeAllContainers(w: DescribeWriter, pod: Fields): void {
  for (const [label, path, statuses] of [
    ['Init Containers', 'initContainers', 'initContainerStatuses'],
    ['Containers', 'containers', 'containerStatuses'],
    ['Ephemeral Containers', 'ephemeralContainers', 'ephemeralContainerStatuses'],
  ] as const) {
    const containers = pod.list(`spec.${path}`);
    if (containers.length === 0 && path !== 'containers') continue;
    writeContainers(w, { label, containers, statuses: pod.list(`status.${statuses}`), pod, space: '' });
  }
}

function writeConditions(w: DescribeWriter, pod: Fields): void {
  const conditions = pod.list('status.conditions');
  const gates = pod.list('spec.readinessGates');
  if (gates.length > 0) w.line(0, 'Readiness Gates:\n  Type\tStatus');
  for (const gate of gates) {
    const type = gate.text('conditionType');
    const condition = conditions.find((candidate) => candidate.text('type') === type);
    w.line(1, `${type} \t${condition?.text('status') ?? '<none>'} `);
  }
  if (conditions.length > 0) w.line(0, 'Conditions:\n  Type\tStatus');
  for (const condition of conditions) w.line(1, `${condition.text('type')} \t${condition.text('status')} `);
}

/** `space`: two spaces in a pod template, else ''. */
export function writeSpread(w: DescribeWriter, constraints: readonly Fields[], space: string): void {
  if (constraints.length === 0) return;
  const key = (constraint: Fields) => constraint.text('topologyKey');
  const sorted = constraints.toSorted((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
  w.write(0, `${space}Topology Spread Constraints:\t`);
  for (const [index, constraint] of sorted.entries()) {
    if (index > 0) w.write(0, `${space}\t`);
    w.write(0, `${key(constraint)}:${constraint.text('whenUnsatisfiable')}`);
    w.write(0, ` when max skew ${constraint.number('maxSkew')} is exceeded`);
    if (constraint.has('labelSelector')) {
      w.write(0, ` for selector ${selectorText(constraint.at('labelSelector'))}`);
    }
    w.write(0, '\n');
  }
}

/** A label selector as text, `<none>` when it is empty. Models metav1.FormatLabelSelector. */
export function selectorText(selector: Fields): string {
  return selectorString(selector) || '<none>';
}

/** The same, '' when it is empty. Models labels.Selector.String. */
export function selectorString(selector: Fields): string {
  if (!selector.exists) return '';
  const matchExpressions = selector.list('matchExpressions').map((part) => ({
    key: part.text('key'),
    operator: part.text('operator'),
    values: part.texts('values'),
  }));
  return formatSelector({ matchLabels: selector.map('matchLabels'), matchExpressions });
}
