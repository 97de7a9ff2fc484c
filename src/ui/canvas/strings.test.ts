import { describe, expect, it } from 'vitest';
import { middleShort, nodeName, podName } from './strings';
import { node, pod } from './testing/scenes';

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
