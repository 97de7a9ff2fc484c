/** Seconds of `sleep`, with its suffixes; `infinity` never ends; NaN for nonsense. */
export function sleepMs(word: string): number {
  if (word === 'infinity' || word === 'inf') return Infinity;
  const parts = /^([0-9]*\.?[0-9]+)([smhd]?)$/.exec(word);
  if (parts === null) return NaN;
  const unit = { '': 1, s: 1, m: 60, h: 3600, d: 86400 }[parts[2] ?? ''] ?? 1;
  return Math.round(Number(parts[1]) * unit * 1000);
}
