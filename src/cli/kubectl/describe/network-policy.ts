/** Models kubectl/pkg/describe (describeNetworkPolicy). */
import { formatTime, parseTime } from '../../../engine/api/time';
import type { Fields } from '../fields';
import { writeAnnotations, writeLabels } from './labels';
import { selectorText } from './pod';
import { type DescribeWriter, described, orNone } from './writer';

const INDENT = '    ';

export function describeNetworkPolicy(policy: Fields): string {
  return described((w) => {
    w.row(0, 'Name', policy.name);
    w.row(0, 'Namespace', policy.namespace);
    w.row(0, 'Created on', goTime(policy.text('metadata.creationTimestamp')));
    writeLabels(w, 'Labels', policy.labels);
    writeAnnotations(w, 'Annotations', policy.annotations);
    w.line(0, 'Spec:');
    const selected = selectorText(policy.at('spec.podSelector'));
    const everyone = '<none> (Allowing the specific traffic to all pods in this namespace)';
    w.line(1, `PodSelector:     ${selected === '<none>' ? everyone : selected}`);
    const types = policy.texts('spec.policyTypes');
    writeDirection(w, policy, INGRESS, types.includes('Ingress'));
    writeDirection(w, policy, EGRESS, types.includes('Egress'));
    w.line(1, `Policy Types: ${orNone(types.join(', '))}`);
  });
}

/** As Go prints a time of its own accord: `2026-06-01 09:00:00 +0000 UTC`. */
function goTime(timestamp: string): string {
  const ms = parseTime(timestamp);
  if (ms === null) return '0001-01-01 00:00:00 +0000 UTC';
  return `${formatTime(ms).replace('T', ' ').replace('Z', '')} +0000 UTC`;
}

interface Direction {
  readonly word: string;
  readonly rules: string;
  readonly peers: string;
  readonly label: string;
  readonly anyone: string;
}

const INGRESS: Direction = {
  word: 'ingress',
  rules: 'spec.ingress',
  peers: 'from',
  label: 'From',
  anyone: '<any> (traffic not restricted by source)',
};
const EGRESS: Direction = {
  word: 'egress',
  rules: 'spec.egress',
  peers: 'to',
  label: 'To',
  anyone: '<any> (traffic not restricted by destination)',
};

function writeDirection(w: DescribeWriter, policy: Fields, direction: Direction, isOn: boolean): void {
  if (!isOn) {
    w.line(1, `Not affecting ${direction.word} traffic`);
    return;
  }
  w.line(1, `Allowing ${direction.word} traffic:`);
  const rules = policy.list(direction.rules);
  if (rules.length === 0) {
    w.line(0, `${INDENT}<none> (Selected pods are isolated for ${direction.word} connectivity)`);
  }
  for (const [index, rule] of rules.entries()) {
    writePorts(w, rule.list('ports'));
    const peers = rule.list(direction.peers);
    if (peers.length === 0) w.line(0, `${INDENT}${direction.label}: ${direction.anyone}`);
    for (const peer of peers) {
      w.line(0, `${INDENT}${direction.label}:`);
      writePeer(w, peer);
    }
    if (index < rules.length - 1) w.line(0, `${INDENT}----------`);
  }
}

function writePorts(w: DescribeWriter, ports: readonly Fields[]): void {
  if (ports.length === 0) w.line(0, `${INDENT}To Port: <any> (traffic allowed to all ports)`);
  for (const port of ports) {
    const protocol = port.text('protocol') || 'TCP';
    // A port that is not named is a nil pointer upstream, which prints so.
    const number = port.has('port') ? port.text('port') : '<nil>';
    w.line(
      0,
      port.has('endPort')
        ? `${INDENT}To Port Range: ${number}-${port.number('endPort')}/${protocol}`
        : `${INDENT}To Port: ${number}/${protocol}`,
    );
  }
}

function writePeer(w: DescribeWriter, peer: Fields): void {
  const [namespaces, pods] = [peer.at('namespaceSelector'), peer.at('podSelector')];
  if (namespaces.exists) w.line(1, `${INDENT}NamespaceSelector: ${selectorText(namespaces)}`);
  if (pods.exists) w.line(1, `${INDENT}PodSelector: ${selectorText(pods)}`);
  if (namespaces.exists || pods.exists || !peer.has('ipBlock')) return;
  w.line(1, `${INDENT}IPBlock:`);
  w.line(2, `${INDENT}CIDR: ${peer.text('ipBlock.cidr')}`);
  w.line(2, `${INDENT}Except: ${peer.texts('ipBlock.except').join(', ')}`);
}
