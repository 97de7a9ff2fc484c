/** The exact words of pods that land nowhere. */
import { describe, expect, test } from 'vitest';
import {
  patchNode,
  label,
  taint,
  asking,
  put,
  nodeOf,
  waits,
  NO_HELP,
  NO_VICTIMS,
} from './conformance-scheduling';
import { NGINX } from './kubelet-pods';
import { bootedLab } from './lab';

describe('the words of a pod that fits nowhere', () => {
  test('a selector that no node matches', () => {
    const lab = bootedLab();
    put(lab, 'p', { nodeSelector: { disk: 'ssd' } });
    expect(waits(lab, 'p')).toBe(
      `0/3 nodes are available: 3 node(s) didn't match Pod's node affinity/selector. ${NO_HELP(3)}`,
    );
  });

  test('more cpu and memory than any node has', () => {
    const lab = bootedLab();
    put(lab, 'p', { containers: [asking({ cpu: '64', memory: '1Ti' })] });
    expect(waits(lab, 'p')).toBe(
      `0/3 nodes are available: 3 Insufficient cpu, 3 Insufficient memory. ${NO_VICTIMS(3)}`,
    );
  });

  test('an extended resource that no node has', () => {
    const lab = bootedLab();
    put(lab, 'p', { containers: [asking({ 'nvidia.com/gpu': '1' }, { 'nvidia.com/gpu': '1' })] });
    expect(waits(lab, 'p')).toBe(`0/3 nodes are available: 3 Insufficient nvidia.com/gpu. ${NO_VICTIMS(3)}`);
  });

  test('taints with and without a value, each under its own words', () => {
    const lab = bootedLab();
    taint(lab, 'worker-1', 'dedicated', 'db');
    taint(lab, 'worker-2', 'dedicated', 'web');
    taint(lab, 'worker-3', 'node-role.kubernetes.io/control-plane');
    put(lab, 'p');
    expect(waits(lab, 'p')).toBe(
      '0/3 nodes are available: 1 node(s) had untolerated taint {dedicated: db}, ' +
        '1 node(s) had untolerated taint {dedicated: web}, ' +
        `1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }. ${NO_HELP(3)}`,
    );
  });

  test('a cordoned node, a tainted one and a full one', () => {
    const lab = bootedLab();
    patchNode(lab, 'worker-1', { spec: { unschedulable: true } });
    taint(lab, 'worker-2', 'k', 'v');
    lab.run(200);
    put(lab, 'p', { containers: [asking({ cpu: '5' })] });
    expect(waits(lab, 'p')).toBe(
      '0/3 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint {k: v}, ' +
        '1 node(s) were unschedulable. preemption: 0/3 nodes are available: ' +
        '1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.',
    );
  });

  test('a node with a taint is asked for its taint before its labels', () => {
    const lab = bootedLab();
    taint(lab, 'worker-1', 'k', 'v');
    lab.run(200);
    put(lab, 'p', { nodeSelector: { disk: 'ssd' }, containers: [asking({ cpu: '5' })] });
    expect(waits(lab, 'p')).toBe(
      "0/3 nodes are available: 1 node(s) had untolerated taint {k: v}, 2 node(s) didn't match Pod's node " +
        `affinity/selector. ${NO_HELP(3)}`,
    );
  });

  test('a host port that is taken everywhere', () => {
    const lab = bootedLab();
    const ports = [{ containerPort: 80, hostPort: 8080 }];
    for (const name of ['a', 'b', 'c']) put(lab, name, { containers: [{ ...NGINX, ports }] });
    expect(new Set(['a', 'b', 'c'].map((name) => nodeOf(lab, name))).size).toBe(3);
    put(lab, 'd', { containers: [{ ...NGINX, ports }] });
    expect(waits(lab, 'd')).toBe(
      `0/3 nodes are available: 3 node(s) didn't have free ports for the requested pod ports. ${NO_VICTIMS(3)}`,
    );
    lab.delete('pods', 'b', 0);
    expect(nodeOf(lab, 'd')).not.toBe('');
  });

  test('affinity to pods that are nowhere', () => {
    const lab = bootedLab();
    const term = { labelSelector: { matchLabels: { app: 'db' } }, topologyKey: 'kubernetes.io/hostname' };
    put(lab, 'p', { affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } });
    expect(waits(lab, 'p')).toBe(
      `0/3 nodes are available: 3 node(s) didn't match pod affinity rules. ${NO_HELP(3)}`,
    );
  });

  test('anti-affinity to pods that are everywhere, in their own words when they want it', () => {
    const lab = bootedLab();
    const term = { labelSelector: { matchLabels: { app: 'x' } }, topologyKey: 'kubernetes.io/hostname' };
    const apart = { podAntiAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } };
    for (const name of ['a', 'b', 'c']) put(lab, name, { affinity: apart }, { app: 'x' });
    for (const name of ['a', 'b', 'c']) nodeOf(lab, name);
    put(lab, 'd', { affinity: apart }, { app: 'x' });
    expect(waits(lab, 'd')).toBe(
      `0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules. ${NO_VICTIMS(3)}`,
    );
    put(lab, 'e', {}, { app: 'x' });
    expect(waits(lab, 'e')).toBe(
      `0/3 nodes are available: 3 node(s) didn't satisfy existing pods anti-affinity rules. ${NO_VICTIMS(3)}`,
    );
  });

  test('a spread that cannot be kept, and nodes without the label', () => {
    const lab = bootedLab();
    label(lab, 'worker-1', { zone: 'a' });
    label(lab, 'worker-2', { zone: 'b' });
    patchNode(lab, 'worker-2', { spec: { unschedulable: true } });
    lab.run(200);
    const spread = {
      maxSkew: 1,
      topologyKey: 'zone',
      whenUnsatisfiable: 'DoNotSchedule' as const,
      labelSelector: { matchLabels: { app: 'x' } },
    };
    put(lab, 'a', { topologySpreadConstraints: [spread] }, { app: 'x' });
    expect(nodeOf(lab, 'a')).toBe('worker-1');
    put(lab, 'b', { topologySpreadConstraints: [spread] }, { app: 'x' });
    expect(waits(lab, 'b')).toBe(
      "0/3 nodes are available: 1 node(s) didn't match pod topology spread constraints, " +
        "1 node(s) didn't match pod topology spread constraints (missing required label), " +
        '1 node(s) were unschedulable. preemption: 0/3 nodes are available: ' +
        '1 No preemption victims found for incoming pod, 2 Preemption is not helpful for scheduling.',
    );
  });

  test('too many pods for the kubelets', () => {
    const lab = bootedLab({ podsMax: 2 });
    for (let i = 0; i < 6; i++) put(lab, `p-${i}`);
    for (let i = 0; i < 6; i++) nodeOf(lab, `p-${i}`);
    put(lab, 'one-more');
    expect(waits(lab, 'one-more')).toBe(`0/3 nodes are available: 3 Too many pods. ${NO_VICTIMS(3)}`);
  });

  test('required node affinity by field names one node and says no of the others', () => {
    const lab = bootedLab();
    const field = { key: 'metadata.name', operator: 'In' as const, values: ['worker-2'] };
    const required = { nodeSelectorTerms: [{ matchFields: [field] }] };
    const affinity = { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: required } };
    put(lab, 'fits', { affinity });
    expect(nodeOf(lab, 'fits')).toBe('worker-2');
    put(lab, 'big', { affinity, containers: [asking({ cpu: '5' })] });
    expect(waits(lab, 'big')).toBe(
      "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't satisfy plugin(s) [NodeAffinity]. " +
        'preemption: 0/3 nodes are available: 1 No preemption victims found for incoming pod, ' +
        '2 Preemption is not helpful for scheduling.',
    );
  });
});
