/** Models kubectl/pkg/describe (describeService, describeEndpoints, describeEndpointSliceV1). */
import type { Fields } from '../fields';
import { writeEvents } from './events';
import { labelsText, writeAnnotations, writeLabels } from './labels';
import type { Surroundings } from './workloads';
import { type DescribeWriter, described, orNone } from './writer';

export function describeService(
  service: Fields,
  slices: readonly Fields[],
  { events, now }: Surroundings,
): string {
  return described((w) => {
    writeHead(w, service);
    w.row(0, 'Selector', labelsText(service.map('spec.selector')));
    w.row(0, 'Type', service.text('spec.type'));
    writeAddresses(w, service);
    for (const port of service.list('spec.ports')) writePort(w, port, slices);
    w.row(0, 'Session Affinity', service.text('spec.sessionAffinity'));
    const optional = (label: string, path: string) => {
      const text = service.text(path);
      if (text !== '' && text !== '0') w.row(0, label, text);
    };
    optional('External Traffic Policy', 'spec.externalTrafficPolicy');
    optional('Internal Traffic Policy', 'spec.internalTrafficPolicy');
    optional('HealthCheck NodePort', 'spec.healthCheckNodePort');
    const ranges = service.texts('spec.loadBalancerSourceRanges');
    if (ranges.length > 0) w.row(0, 'LoadBalancer Source Ranges', ranges.join(','));
    writeEvents(w, events, now);
  });
}

function writeHead(w: DescribeWriter, object: Fields): void {
  w.row(0, 'Name', object.name);
  w.row(0, 'Namespace', object.namespace);
  writeLabels(w, 'Labels', object.labels);
  writeAnnotations(w, 'Annotations', object.annotations);
}

function writeAddresses(w: DescribeWriter, service: Fields): void {
  const optional = (label: string, text: string) => {
    if (text !== '') w.row(0, label, text);
  };
  optional('IP Family Policy', service.text('spec.ipFamilyPolicy'));
  w.row(0, 'IP Families', orNone(service.texts('spec.ipFamilies').join(',')));
  w.row(0, 'IP', service.text('spec.clusterIP'));
  w.row(0, 'IPs', orNone(service.texts('spec.clusterIPs').join(',')));
  optional('External IPs', service.texts('spec.externalIPs').join(','));
  optional('Desired LoadBalancer IP', service.text('spec.loadBalancerIP'));
  optional('External Name', service.text('spec.externalName'));
  const ingress = service.list('status.loadBalancer.ingress').map((entry) => {
    const mode = entry.text('ipMode');
    if (entry.text('ip') === '') return entry.text('hostname');
    return mode === '' ? entry.text('ip') : `${entry.text('ip')} (${mode})`;
  });
  if (ingress.length > 0) w.row(0, 'LoadBalancer Ingress', ingress.join(', '));
}

function writePort(w: DescribeWriter, port: Fields, slices: readonly Fields[]): void {
  const name = port.text('name') || '<unset>';
  const protocol = port.text('protocol');
  w.row(0, 'Port', `${name}\t${port.number('port')}/${protocol}`);
  w.row(0, 'TargetPort', `${port.text('targetPort') || 0}/${protocol}`);
  if (port.number('nodePort') !== 0) w.row(0, 'NodePort', `${name}\t${port.number('nodePort')}/${protocol}`);
  w.row(0, 'Endpoints', endpointsText(slices, port.text('name')));
}

/** At most three ready addresses of a port, and how many more there are. */
export function endpointsText(slices: readonly Fields[], portName: string): string {
  if (slices.length === 0) return '<none>';
  const MAX = 3;
  const shown: string[] = [];
  let count = 0;
  let hasMore = false;
  const add = (endpoint: Fields, port: number | null) => {
    // As upstream: an endpoint that is not ready, after three that are, already makes "more".
    if (shown.length === MAX) hasMore = true;
    if (endpoint.at('conditions.ready').value === false) return;
    const address = endpoint.texts('addresses')[0] ?? '';
    const host = address.includes(':') && port !== null ? `[${address}]` : address;
    if (!hasMore) shown.push(port === null ? address : `${host}:${port}`);
    count += 1;
  };
  for (const slice of slices) {
    const ports = slice.list('ports');
    const endpoints = slice.list('endpoints');
    if (ports.length === 0) for (const endpoint of endpoints) add(endpoint, null);
    for (const port of ports) {
      if (port.text('name') !== portName) continue;
      for (const endpoint of endpoints) add(endpoint, port.number('port'));
    }
  }
  const text = shown.join(',');
  return hasMore ? `${text} + ${count - MAX} more...` : text;
}

export function describeEndpoints(endpoints: Fields, { events, now }: Surroundings): string {
  return described((w) => {
    writeHead(w, endpoints);
    w.line(0, 'Subsets:');
    for (const subset of endpoints.list('subsets')) {
      const addresses = (path: string) =>
        orNone(
          subset
            .list(path)
            .map((address) => address.text('ip'))
            .join(','),
        );
      w.row(1, 'Addresses', addresses('addresses'));
      w.row(1, 'NotReadyAddresses', addresses('notReadyAddresses'));
      const ports = subset.list('ports');
      if (ports.length > 0) {
        w.line(1, 'Ports:');
        writePorts(w, 2, ports);
      }
      w.line(0, '');
    }
    writeEvents(w, events, now);
  });
}

function writePorts(w: DescribeWriter, level: number, ports: readonly Fields[]): void {
  w.line(level, 'Name\tPort\tProtocol');
  w.line(level, '----\t----\t--------');
  for (const port of ports) {
    const name = port.text('name') || '<unset>';
    w.line(level, `${name}\t${port.text('port') || '<unset>'}\t${port.text('protocol')}`);
  }
}

export function describeEndpointSlice(slice: Fields, { events, now }: Surroundings): string {
  return described((w) => {
    writeHead(w, slice);
    w.row(0, 'AddressType', slice.text('addressType'));
    const ports = slice.list('ports');
    w.line(0, ports.length === 0 ? 'Ports: <unset>' : 'Ports:');
    if (ports.length > 0) writePorts(w, 1, ports);
    const endpoints = slice.list('endpoints');
    w.line(0, endpoints.length === 0 ? 'Endpoints: <none>' : 'Endpoints:');
    for (const endpoint of endpoints) {
      w.row(1, '- Addresses', orNone(endpoint.texts('addresses').join(', ')));
      w.line(2, 'Conditions:');
      w.row(3, 'Ready', endpoint.text('conditions.ready') || '<unset>');
      w.row(2, 'Hostname', endpoint.text('hostname') || '<unset>');
      const target = endpoint.at('targetRef');
      if (target.exists) w.row(2, 'TargetRef', `${target.text('kind')}/${target.text('name')}`);
      w.row(2, 'NodeName', endpoint.text('nodeName') || '<unset>');
      w.row(2, 'Zone', endpoint.text('zone') || '<unset>');
    }
    writeEvents(w, events, now);
  });
}
