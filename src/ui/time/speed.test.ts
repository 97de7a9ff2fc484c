import { describe, expect, it } from 'vitest';
import { paceText, positionOfSpeed, speedOfPosition, speedText } from './speed';

describe('speed', () => {
  it('runs from a thousandth to a thousand, with real time in the middle', () => {
    expect([speedOfPosition(-30), speedOfPosition(0), speedOfPosition(30)]).toEqual([0.001, 1, 1000]);
    expect(speedOfPosition(99)).toBe(1000);
    expect([positionOfSpeed(0), positionOfSpeed(1), positionOfSpeed(1e9)]).toEqual([-30, 0, 30]);
  });

  it('comes back to the position that it was set from', () => {
    for (let position = -30; position <= 30; position += 1) {
      expect(positionOfSpeed(speedOfPosition(position))).toBe(position);
    }
  });

  it.each([
    [1, '1×'],
    [6.3, '6.3×'],
    [250, '250×'],
    [0.5, '1/2×'],
    [0.00833, '1/120×'],
    [0.001, '1/1000×'],
  ])('%d reads %s', (speed, text) => expect(speedText(speed)).toBe(text));

  it('says what auto pace does', () => {
    const pace = { paused: false, auto: true, speed: 1 / 120, mode: 'following' } as const;
    expect(paceText(pace)).toBe('auto pace · 1/120×');
    expect(paceText({ ...pace, mode: 'waiting', speed: 6 })).toBe('waiting · 6×');
    expect(paceText({ ...pace, mode: 'live', speed: 1 })).toBe('live · 1×');
    expect(paceText({ ...pace, auto: false, mode: 'fixed', speed: 10 })).toBe('fixed · 10×');
    expect(paceText({ ...pace, paused: true, mode: 'paused' })).toBe('auto pace · paused');
  });
});
