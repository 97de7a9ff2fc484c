/** Bringing raw scores to 0–100, in integers. Models framework/plugins/helper/normalize_score.go. */

/** The fewer the better: 100 − 100·score/max; all 100 when the highest is 0. */
export function reversedToHundred(scores: readonly number[]): readonly number[] {
  let max = 0;
  for (const score of scores) if (score > max) max = score;
  return max === 0 ? scores.map(() => 100) : scores.map((score) => 100 - Math.floor((100 * score) / max));
}
