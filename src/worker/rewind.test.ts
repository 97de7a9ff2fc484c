import { describe, expect, it } from 'vitest';
import type { PodView } from './protocol';
import { Screen } from './testing/screen';

function pods(screen: Screen): PodView[] {
  return [...screen.pods.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** Ten seconds, a deleted pod, ten seconds, a fault, ten seconds. */
function story(): { readonly screen: Screen; readonly moments: Map<number, PodView[]> } {
  const screen = new Screen();
  const moments = new Map<number, PodView[]>();
  screen.session.setPace({ speed: 5 });
  const watch = (): void => {
    for (let second = 0; second < 2; second++) {
      screen.watch(1);
      screen.session.setPace({ paused: true });
      moments.set(Math.floor(screen.last.now), pods(screen));
      screen.session.setPace({ paused: false });
    }
  };
  watch();
  screen.deletePod(screen.names()[0] ?? '');
  watch();
  screen.fault('power-off', 'worker-3');
  watch();
  return { screen, moments };
}

describe('going to another moment', () => {
  it('shows the pods as they were, with all marks, and nothing is forgotten', () => {
    const { screen, moments } = story();
    const { marks, journal } = screen;
    const order = [...moments.keys()];
    for (const at of [order[4], order[0], order[5], order[2], order[3], order[1]]) {
      const frame = screen.rewindTo(at ?? 0);
      expect(frame).toMatchObject({ reset: true, now: at });
      expect(pods(screen)).toEqual(moments.get(at ?? 0));
      expect(screen.marks).toEqual(marks);
      expect(screen.journal).toEqual(journal);
    }
  });

  it('lets what comes later happen again when time runs', () => {
    const { screen, moments } = story();
    const [first = 0] = moments.keys();
    const last = [...moments.keys()].at(-1) ?? 0;
    screen.rewindTo(first);
    expect(screen.node('worker-3').on).toBe(true);
    screen.session.setPace({ speed: 5, paused: false });
    screen.until(() => screen.last.now >= last);
    screen.session.setPace({ paused: true });
    expect(screen.node('worker-3').on).toBe(false);
    screen.rewindTo(last);
    expect(pods(screen)).toEqual(moments.get(last));
  });

  it('undoes only what was done before that moment', () => {
    const { screen, moments } = story();
    const order = [...moments.keys()];
    expect(screen.look().undo).toBe('pull the plug of worker-3');
    screen.rewindTo(order[2] ?? 0);
    expect(screen.last.undo).toMatch(/^kubectl delete pod/);
    screen.rewindTo(order[0] ?? 0);
    expect(screen.last.undo).toBeNull();
  });

  it('makes another future when somebody acts there', () => {
    const { screen, moments } = story();
    const [first = 0] = moments.keys();
    screen.rewindTo(first);
    screen.session.setPace({ paused: false, speed: 5 });
    screen.fault('cut', 'worker-1');
    screen.watch(5);
    expect(screen.marks.filter(({ kind }) => kind === 'fault' || kind === 'delete')).toEqual([
      expect.objectContaining({ kind: 'fault', label: 'unplug the network cable of worker-1' }),
    ]);
    expect(screen.node('worker-3').on).toBe(true);
    expect(screen.undo()).toBe('unplug the network cable of worker-1');
  });
});
