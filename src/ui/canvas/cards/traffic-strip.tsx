import { memo } from 'react';

/** As many as the worker keeps. */
const resultsMax = 60;
const height = 14;
const middle = 8.5;

interface TrafficStripProps {
  readonly results: string;
  /** CSS pixels; bars get thinner where there is less room. */
  readonly width?: number;
}

/**
 * The last requests of a client, newest at the right: an answer is a bar above the line, a failure a shorter, thicker
 * one below it. So it reads without colour, too.
 */
export const TrafficStrip = memo(function TrafficStrip({ results, width = 180 }: TrafficStripProps) {
  const step = width / resultsMax;
  const bar = (index: number, top: number, length: number): string =>
    `M${((index + 0.4) * step).toFixed(1)} ${top}v${length}`;
  const first = resultsMax - results.length;
  let answered = '';
  let failed = '';
  for (let index = 0; index < results.length; index += 1) {
    if (results[index] === '+') answered += bar(first + index, 1, middle - 2);
    else failed += bar(first + index, middle, height - middle);
  }
  return (
    <svg
      className="ko-traffic"
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden="true"
    >
      <path className="ko-traffic-line" d={`M0 ${middle - 0.5}H${width}`} />
      <path className="ko-traffic-answered" d={answered} strokeWidth={step * 0.66} />
      <path className="ko-traffic-failed" d={failed} strokeWidth={step} />
    </svg>
  );
});
