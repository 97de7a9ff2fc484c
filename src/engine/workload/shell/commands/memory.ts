/** Commands that hold in memory what they read: the ways to show a container what its memory limit means. */
import type { Call, Outcome } from '../host';

/** How fast such a command takes memory. */
export const BYTES_PER_MS = 500_000;

/** It reads so many bytes without an end of line: it holds them all for as long as it reads. */
export function holdBytes(call: Call, bytes: number): Outcome {
  if (bytes === 0) return 0;
  const ms = bytes === Infinity ? Infinity : Math.ceil(bytes / BYTES_PER_MS);
  return { kind: 'sleep', until: call.host.now + ms, breakable: false, bytes };
}

const KIB = 1024;
const UNITS: Readonly<Record<string, number>> = { b: 512, k: KIB, m: KIB * KIB, g: KIB * KIB * KIB };

/** `200m`, `1G`, `512k`, `100`; NaN for nonsense. */
export function byteCount(word: string): number {
  const parts = /^(\d+)([bkKmMgG]?)(?:i?B)?$/.exec(word);
  if (parts === null) return NaN;
  const unit = UNITS[(parts[2] ?? '').toLowerCase()] ?? 1;
  return Number(parts[1]) * unit;
}
