import { describe, expect, it } from 'vitest';
import { answeredPercent, middleShort, nodeName, podName, taintsText, trafficText } from './strings';
import { node, pod } from './testing/made-up';

describe('accessible names', () => {
  it('say of a pod what its card shows', () => {
    expect(podName(pod('web-7f9c8-k2x8d', 'worker-2'))).toBe(
      'Pod web-7f9c8-k2x8d, Running, on worker-2, 0 restarts',
    );
    expect(podName(pod('big-1-x', '', { statusText: 'Pending', restarts: 1 }))).toBe(
      'Pod big-1-x, Pending, waiting for a node, 1 restart',
    );
  });

  it('say of a node its state and its pods', () => {
    expect(nodeName(node('worker-3', 4))).toBe('worker-3, Ready, 4 pods');
  });

  it('say of a machine what has befallen it, whatever the API server believes', () => {
    expect(nodeName(node('worker-3', 1, { on: false }))).toBe('worker-3, Ready, powered off, 1 pod');
    expect(nodeName(node('worker-3', 1, { cut: true, statusText: 'NotReady' }))).toBe(
      'worker-3, NotReady, network cut, 1 pod',
    );
  });

  it('say whom a pod asks', () => {
    expect(podName(pod('client', 'worker-1'), 'web')).toBe(
      'Pod client, Running, on worker-1, asks web, 0 restarts',
    );
  });
});

describe('taints', () => {
  it('are told by the last part of their keys, each once', () => {
    const unreachable = 'node.kubernetes.io/unreachable';
    expect(taintsText([`${unreachable}:NoSchedule`, `${unreachable}:NoExecute`, 'mine=x:NoSchedule'])).toBe(
      'unreachable, mine=x',
    );
    expect(taintsText([])).toBe('');
  });
});

describe('how a client fares', () => {
  const traffic = (results: string) =>
    ({ results, error: 'timed out', latencyMs: 6 }) as Parameters<typeof trafficText>[0];

  it('is a share, and the newest answer or failure', () => {
    expect(trafficText(traffic('++++'))).toBe('100 % · 6 ms');
    expect(trafficText(traffic('+++-'))).toBe('75 % · timed out');
    expect(trafficText(traffic(''))).toBe('asking …');
  });

  it('is never wholly well after a failure', () => {
    expect(answeredPercent(`${'+'.repeat(399)}-`)).toBe(99);
  });
});

describe('middleShort', () => {
  it('keeps both ends and the length', () => {
    expect(middleShort('pods/web-7f9c8-k2x8d', 14)).toBe('pods/…c8-k2x8d');
    expect(middleShort('short', 14)).toBe('short');
    for (let length = 1; length < 20; length += 1) {
      expect(middleShort('pods/web-7f9c8-k2x8d', length).length).toBeLessThanOrEqual(length);
    }
  });
});
