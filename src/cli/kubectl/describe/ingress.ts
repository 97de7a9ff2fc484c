/** Models kubectl/pkg/describe (describeIngressV1, describeIngressClassV1, describeServiceCIDRV1, describeIPAddressV1). */
import type { Fields } from '../fields';
import { writeEvents } from './events';
import { writeAnnotations, writeLabels } from './labels';
import { endpointsText } from './service';
import type { Surroundings } from './workloads';
import { type DescribeWriter, described, rfc1123 } from './writer';

/** What stands behind a Service that an Ingress names; or why it is not known. */
export type Backend =
  | { readonly service: Fields; readonly slices: readonly Fields[] }
  | { readonly error: string };

/** `backends`: by Service name. */
export function describeIngress(
  ingress: Fields,
  backends: ReadonlyMap<string, Backend>,
  { events, now }: Surroundings,
): string {
  return described((w) => {
    w.row(0, 'Name', ingress.name);
    writeLabels(w, 'Labels', ingress.labels);
    w.row(0, 'Namespace', ingress.namespace);
    w.row(0, 'Address', addressText(ingress));
    const className = ingress.at('spec.ingressClassName');
    w.row(0, 'Ingress Class', className.exists ? String(className.value) : '<none>');
    const fallback = ingress.has('spec.defaultBackend')
      ? backendText(ingress.at('spec.defaultBackend'), backends)
      : '<default>';
    w.row(0, 'Default backend', fallback);
    writeTls(w, ingress.list('spec.tls'));
    writeRules(w, ingress, backends, fallback);
    writeAnnotations(w, 'Annotations', ingress.annotations);
    writeEvents(w, events, now);
  });
}

function addressText(ingress: Fields): string {
  const addresses = ingress
    .list('status.loadBalancer.ingress')
    .map((entry) => entry.text('ip') || entry.text('hostname'))
    .filter((address) => address !== '');
  return [...new Set(addresses)].sort().join(',');
}

function writeTls(w: DescribeWriter, entries: readonly Fields[]): void {
  if (entries.length > 0) w.line(0, 'TLS:');
  for (const entry of entries) {
    const hosts = entry.texts('hosts').join(',');
    const secret = entry.text('secretName');
    w.line(1, secret === '' ? `SNI routes ${hosts}` : `${secret} terminates ${hosts}`);
  }
}

function writeRules(
  w: DescribeWriter,
  ingress: Fields,
  backends: ReadonlyMap<string, Backend>,
  fallback: string,
): void {
  w.line(0, 'Rules:\n  Host\tPath\tBackends');
  w.line(1, '----\t----\t--------');
  const rules = ingress.list('spec.rules').filter((rule) => rule.has('http'));
  for (const rule of rules) {
    w.line(1, `${rule.text('host') || '*'}\t`);
    for (const path of rule.list('http.paths')) {
      w.line(2, `\t${path.text('path')} \t${backendText(path.at('backend'), backends)}`);
    }
  }
  if (rules.length === 0) w.line(1, `*\t*\t${fallback}`);
}

function backendText(backend: Fields, backends: ReadonlyMap<string, Backend>): string {
  const resource = backend.at('resource');
  if (!backend.has('service')) {
    if (!resource.exists) return '';
    const group = resource.has('apiGroup') ? resource.text('apiGroup') : '<none>';
    return `APIGroup: ${group}, Kind: ${resource.text('kind')}, Name: ${resource.text('name')}`;
  }
  const [number, name] = [backend.number('service.port.number'), backend.text('service.port.name')];
  const title = `${backend.text('service.name')}:${number === 0 ? name : number}`;
  const behind = backends.get(backend.text('service.name'));
  if (behind === undefined || 'error' in behind) return `${title} (<error: ${behind?.error ?? ''}>)`;
  const port = behind.service
    .list('spec.ports')
    .findLast((candidate) =>
      number === 0 ? name !== '' && candidate.text('name') === name : candidate.number('port') === number,
    );
  return `${title} (${endpointsText(behind.slices, port?.text('name') ?? '')})`;
}

/** The Services that an Ingress names, each once. */
export function backendServices(ingress: Fields): readonly string[] {
  const backends = [
    ingress.at('spec.defaultBackend'),
    ...ingress
      .list('spec.rules')
      .flatMap((rule) => rule.list('http.paths'))
      .map((path) => path.at('backend')),
  ];
  const names = backends.map((backend) => backend.text('service.name')).filter((name) => name !== '');
  return [...new Set(names)];
}

export function describeIngressClass(ingressClass: Fields, { events, now }: Surroundings): string {
  return described((w) => {
    w.row(0, 'Name', ingressClass.name);
    writeLabels(w, 'Labels', ingressClass.labels);
    writeAnnotations(w, 'Annotations', ingressClass.annotations);
    w.row(0, 'Controller', ingressClass.text('spec.controller'));
    const parameters = ingressClass.at('spec.parameters');
    if (parameters.exists) {
      w.line(0, 'Parameters:');
      if (parameters.has('apiGroup')) w.row(1, 'APIGroup', parameters.text('apiGroup'));
      w.row(1, 'Kind', parameters.text('kind'));
      w.row(1, 'Name', parameters.text('name'));
    }
    writeEvents(w, events, now);
  });
}

export function describeServiceCidr(range: Fields, { events, now }: Surroundings): string {
  return described((w) => {
    w.row(0, 'Name', range.name);
    writeLabels(w, 'Labels', range.labels);
    writeAnnotations(w, 'Annotations', range.annotations);
    w.row(0, 'CIDRs', range.texts('spec.cidrs').join(', '));
    const conditions = range.list('status.conditions');
    if (conditions.length > 0) {
      w.line(0, 'Status:');
      writeConditions(w, conditions);
    }
    writeEvents(w, events, now);
  });
}

/** Conditions with their time and message: ServiceCIDR, Namespace. */
export function writeConditions(w: DescribeWriter, conditions: readonly Fields[]): void {
  w.line(0, 'Conditions:');
  w.line(1, 'Type\tStatus\tLastTransitionTime\tReason\tMessage');
  w.line(1, '----\t------\t------------------\t------\t-------');
  for (const condition of conditions) {
    const changed = rfc1123(condition.text('lastTransitionTime'));
    const cells = [condition.text('type'), condition.text('status'), changed];
    w.line(1, [...cells, condition.text('reason'), condition.text('message')].join('\t'));
  }
}

export function describeIpAddress(address: Fields, { events, now }: Surroundings): string {
  return described((w) => {
    w.row(0, 'Name', address.name);
    writeLabels(w, 'Labels', address.labels);
    writeAnnotations(w, 'Annotations', address.annotations);
    const parent = address.at('spec.parentRef');
    if (parent.exists) {
      w.line(0, 'Parent Reference:');
      w.row(1, 'Group', parent.text('group'));
      w.row(1, 'Resource', parent.text('resource'));
      w.row(1, 'Namespace', parent.text('namespace'));
      w.row(1, 'Name', parent.text('name'));
    }
    writeEvents(w, events, now);
  });
}
