/** Two digits and more. */
const two = (value: number): string => String(value).padStart(2, '0');

/** Virtual ms as `HH:MM:SS.mmm`. */
export function clockText(ms: number): string {
  const whole = Math.max(0, Math.floor(ms));
  const seconds = Math.floor(whole / 1000);
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return `${two(hours)}:${two(minutes)}:${two(seconds % 60)}.${String(whole % 1000).padStart(3, '0')}`;
}

/** Virtual ms as `MM:SS.mmm`, with hours only when there are any: for lists of moments. */
export function momentText(ms: number): string {
  const full = clockText(ms);
  return full.startsWith('00:') ? full.slice(3) : full;
}

/** A span in words of one unit: `1.2 s`, `30 s`, `5 min`, `40 ms`. */
export function spanText(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 10_000) return `${Math.round(ms / 100) / 10} s`;
  if (ms < 120_000) return `${Math.round(ms / 1000)} s`;
  return `${Math.round(ms / 60_000)} min`;
}

/** How old something is, as kubectl prints an AGE: `45s`, `3m12s`, `2h`. */
export function ageText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return seconds % 60 === 0 ? `${minutes}m` : `${minutes}m${seconds % 60}s`;
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return minutes % 60 === 0 ? `${hours}h` : `${hours}h${minutes % 60}m`;
  return `${hours}h`;
}
