/** Bringing raw scores to 0–100, in integers. Models framework/plugins/helper/normalize_score.go. */

function highest(scores: readonly number[]): number {
  let max = 0;
  for (const score of scores) if (score > max) max = score;
  return max;
}

/** The more the better: 100·score/max; all 0 when the highest is 0. */
export function toHundred(scores: readonly number[]): readonly number[] {
  const max = highest(scores);
  return max === 0 ? scores : scores.map((score) => Math.floor((100 * score) / max));
}

/** The fewer the better: 100 − 100·score/max; all 100 when the highest is 0. */
export function reversedToHundred(scores: readonly number[]): readonly number[] {
  const max = highest(scores);
  return max === 0 ? scores.map(() => 100) : scores.map((score) => 100 - Math.floor((100 * score) / max));
}
