/**
 * Keyframes: moments of the world to which one can go back at once. Dense near the newest, sparse far back, so that
 * any moment of a long class is a short replay away and the number of snapshots stays small.
 */

/** What of a keyframe decides whether it stays: how many events the world had seen. */
export interface Moment {
  readonly steps: number;
}

/**
 * Which of the moments, oldest first, is missed least: the one that leaves the smallest gap for its age. The first and
 * the newest stay. -1 when there is none to leave out.
 */
function leastMissed(moments: readonly Moment[]): number {
  const first = moments[0]?.steps ?? 0;
  const last = moments[moments.length - 1]?.steps ?? 0;
  // Far back gaps may grow, but never to more than a small part of all that there was.
  const patience = (last - first) / 8 + 1;
  let least = -1;
  let smallest = Infinity;
  for (let i = 1; i < moments.length - 1; i++) {
    const before = (moments[i - 1] as Moment).steps;
    const after = (moments[i + 1] as Moment).steps;
    const loss = (after - before) / (last - (moments[i] as Moment).steps + patience);
    if (loss >= smallest) continue;
    smallest = loss;
    least = i;
  }
  return least;
}

/** The moments that stay when there may be `most` of them. The same array when all do. */
export function thinned<M extends Moment>(moments: readonly M[], most: number): readonly M[] {
  let kept = moments;
  while (kept.length > Math.max(2, most)) {
    const index = leastMissed(kept);
    kept = kept.filter((_, i) => i !== index);
  }
  return kept;
}
