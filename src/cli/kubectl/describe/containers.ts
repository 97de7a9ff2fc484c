/** Containers of a pod or a pod template. Models kubectl/pkg/describe (describeContainers). */
import { goQuote } from '../../../engine/api/go-print';
import { canonicalQuantity } from '../../../engine/api/quantity';
import { type Fields, sortedKeys } from '../fields';
import { resourceFieldValue } from './pod-resources';
import { probeText } from './probe';
import { type DescribeWriter, orNone, rfc1123, yesNo } from './writer';

export interface ContainersBlock {
  readonly label: string;
  readonly containers: readonly Fields[];
  readonly statuses: readonly Fields[];
  /** The pod, whose own fields environment variables show; null in a template. */
  readonly pod: Fields | null;
  /** Two spaces in a pod template, else ''. */
  readonly space: string;
}

export function writeContainers(w: DescribeWriter, block: ContainersBlock): void {
  const { label, containers, statuses, pod, space } = block;
  w.line(0, `${space}${label}:${containers.length === 0 ? ' <none>' : ''}`);
  for (const container of containers) {
    const name = container.text('name');
    const status = statuses.findLast((candidate) => candidate.text('name') === name);
    w.line(1, `${space === '' ? '' : ' '}${name}:`);
    writeImage(w, container, status);
    writeCommand(w, 'Command', container.texts('command'));
    writeCommand(w, 'Args', container.texts('args'));
    if (status !== undefined) writeStatus(w, status);
    writeResources(w, 2, container.at('resources'));
    writeProbes(w, container);
    writeEnvironmentFrom(w, container.list('envFrom'));
    writeEnvironment(w, container, pod);
    writeMounts(w, container);
  }
}

function writeImage(w: DescribeWriter, container: Fields, status: Fields | undefined): void {
  if (status !== undefined) w.row(2, 'Container ID', status.text('containerID'));
  w.row(2, 'Image', container.text('image'));
  if (status !== undefined) w.row(2, 'Image ID', status.text('imageID'));
  const ports = container.list('ports');
  const portList = (field: string) =>
    ports.map((port) => `${port.number(field)}/${port.text('protocol')}`).join(', ');
  w.row(2, ports.length > 1 ? 'Ports' : 'Port', orNone(portList('containerPort')));
  w.row(2, ports.length > 1 ? 'Host Ports' : 'Host Port', orNone(portList('hostPort')));
  const profile = container.at('securityContext.seccompProfile');
  if (!profile.exists) return;
  w.row(2, 'SeccompProfile', profile.text('type'));
  if (profile.text('type') === 'Localhost') w.row(3, 'LocalhostProfile', profile.text('localhostProfile'));
}

function writeCommand(w: DescribeWriter, label: string, words: readonly string[]): void {
  if (words.length === 0) return;
  w.line(2, `${label}:`);
  for (const line of words.flatMap((word) => word.split('\n'))) w.line(3, line);
}

function writeStatus(w: DescribeWriter, status: Fields): void {
  writeState(w, 'State', status.at('state'));
  if (status.has('lastState.terminated')) writeState(w, 'Last State', status.at('lastState'));
  w.row(2, 'Ready', yesNo(status.bool('ready')));
  w.row(2, 'Restart Count', status.number('restartCount'));
}

function writeState(w: DescribeWriter, label: string, state: Fields): void {
  if (state.has('running')) {
    w.row(2, label, 'Running');
    w.row(3, 'Started', rfc1123(state.text('running.startedAt')));
    return;
  }
  const ended = state.at('terminated');
  if (state.has('waiting') || !ended.exists) {
    w.row(2, label, 'Waiting');
    const reason = state.text('waiting.reason');
    if (reason !== '') w.row(3, 'Reason', reason);
    return;
  }
  w.row(2, label, 'Terminated');
  if (ended.text('reason') !== '') w.row(3, 'Reason', ended.text('reason'));
  if (ended.text('message') !== '') w.row(3, 'Message', ended.text('message'));
  w.row(3, 'Exit Code', ended.number('exitCode'));
  if (ended.number('signal') > 0) w.row(3, 'Signal', ended.number('signal'));
  w.row(3, 'Started', rfc1123(ended.text('startedAt')));
  w.row(3, 'Finished', rfc1123(ended.text('finishedAt')));
}

/** Limits and requests. */
export function writeResources(w: DescribeWriter, level: number, resources: Fields): void {
  for (const [label, path] of [
    ['Limits', 'limits'],
    ['Requests', 'requests'],
  ] as const) {
    const list = resources.map(path);
    const names = sortedKeys(list);
    if (names.length > 0) w.line(level, `${label}:`);
    for (const name of names) w.row(level + 1, name, canonicalQuantity(String(list[name])));
  }
}

function writeProbes(w: DescribeWriter, container: Fields): void {
  for (const [label, path] of [
    ['Liveness', 'livenessProbe'],
    ['Readiness', 'readinessProbe'],
    ['Startup', 'startupProbe'],
  ] as const) {
    if (container.has(path)) w.row(2, label, probeText(container.at(path)));
  }
}

function writeEnvironmentFrom(w: DescribeWriter, sources: readonly Fields[]): void {
  if (sources.length === 0) return;
  w.line(2, 'Environment Variables from:');
  for (const source of sources) {
    const isConfigMap = source.has('configMapRef');
    const isSecret = !isConfigMap && source.has('secretRef');
    const ref = source.at(isConfigMap ? 'configMapRef' : 'secretRef');
    const kind = isConfigMap ? 'ConfigMap' : isSecret ? 'Secret' : '';
    const prefix = source.text('prefix');
    const from = prefix === '' ? kind : `${kind} with prefix '${prefix}'`;
    w.line(3, `${ref.text('name')}\t${from}\tOptional: ${ref.bool('optional')}`);
  }
}

function writeEnvironment(w: DescribeWriter, container: Fields, pod: Fields | null): void {
  const variables = container.list('env');
  w.line(2, `Environment:${variables.length === 0 ? '\t<none>' : ''}`);
  for (const variable of variables) {
    const name = variable.text('name');
    if (!variable.has('valueFrom')) {
      const [first = '', ...rest] = variable.text('value').split('\n');
      w.line(3, `${name}:\t${first}`);
      for (const line of rest) w.line(3, `\t${line}`);
      continue;
    }
    const text = referenceText(variable.at('valueFrom'), container, pod);
    if (text !== null) w.line(3, `${name}:\t${text}`);
  }
}

function referenceText(source: Fields, container: Fields, pod: Fields | null): string | null {
  if (source.has('fieldRef')) {
    const path = source.text('fieldRef.fieldPath');
    // The client's scheme converts only these two field labels; the others are shown without their value.
    const isKnown = path === 'metadata.name' || path === 'metadata.namespace';
    const value = pod !== null && isKnown ? pod.text(path) : '';
    return `${value} (${source.text('fieldRef.apiVersion')}:${path})`;
  }
  if (source.has('resourceFieldRef')) {
    const resource = source.text('resourceFieldRef.resource');
    const value = resourceFieldValue(source.at('resourceFieldRef'), container);
    const isUnlimited = value === '0' && (resource === 'limits.cpu' || resource === 'limits.memory');
    return `${isUnlimited ? 'node allocatable' : value} (${resource})`;
  }
  const optional = (path: string) => `\tOptional: ${source.bool(`${path}.optional`)}`;
  if (source.has('secretKeyRef')) {
    const key = source.text('secretKeyRef.key');
    return `<set to the key '${key}' in secret '${source.text('secretKeyRef.name')}'>${optional('secretKeyRef')}`;
  }
  if (source.has('configMapKeyRef')) {
    const key = source.text('configMapKeyRef.key');
    const name = source.text('configMapKeyRef.name');
    return `<set to the key '${key}' of config map '${name}'>${optional('configMapKeyRef')}`;
  }
  return null;
}

function writeMounts(w: DescribeWriter, container: Fields): void {
  const mounts = byPath(container.list('volumeMounts'), 'mountPath');
  w.line(2, `Mounts:${mounts.length === 0 ? '\t<none>' : ''}`);
  for (const mount of mounts) {
    const flags = [mount.bool('readOnly') ? 'ro' : 'rw'];
    if (mount.text('subPath') !== '') flags.push(`path=${goQuote(mount.text('subPath'))}`);
    w.line(3, `${mount.text('mountPath')} from ${mount.text('name')} (${flags.join(',')})`);
  }
  const devices = byPath(container.list('volumeDevices'), 'devicePath');
  if (devices.length === 0) return;
  w.line(2, `Devices:${mounts.length === 0 ? '\t<none>' : ''}`);
  for (const device of devices) w.line(3, `${device.text('devicePath')} from ${device.text('name')}`);
}

function byPath(items: readonly Fields[], path: string): readonly Fields[] {
  return items.toSorted((a, b) => (a.text(path) < b.text(path) ? -1 : a.text(path) > b.text(path) ? 1 : 0));
}
