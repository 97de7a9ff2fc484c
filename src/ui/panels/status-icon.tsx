import type { ReactElement } from 'react';
import type { PodShape } from '../../worker/protocol';

/**
 * The status marks. A shape is never told by colour alone: each has its own outline and its own sign, so that it reads
 * in black and white, from the back row, and for every kind of colour vision. All are drawn in an 18 × 18 box.
 */
const marks: Readonly<Record<PodShape, ReactElement>> = {
  running: (
    <>
      <rect x="1" y="1" width="16" height="16" rx="5" fill="var(--run)" />
      <path d="M5 9.2l2.7 2.7L13 6.6" stroke="var(--card)" strokeWidth="2" />
    </>
  ),
  starting: (
    <>
      <rect x="1.8" y="1.8" width="14.4" height="14.4" rx="4.5" stroke="var(--start)" strokeWidth="1.8" />
      <path d="M9 1.8h3a4.2 4.2 0 0 1 4.2 4.2v6a4.2 4.2 0 0 1-4.2 4.2H9z" fill="var(--start)" />
    </>
  ),
  pending: (
    <>
      <rect
        x="1.8"
        y="1.8"
        width="14.4"
        height="14.4"
        rx="4.5"
        stroke="var(--wait)"
        strokeWidth="1.8"
        strokeDasharray="3 2.4"
        strokeLinecap="butt"
      />
      <path
        d="M6 5h6M6 13h6M6.6 5c0 3 4.8 5 4.8 8M11.4 5c0 3-4.8 5-4.8 8"
        stroke="var(--wait)"
        strokeWidth="1.4"
      />
    </>
  ),
  failed: (
    <>
      <path d="M6 1h6l5 5v6l-5 5H6l-5-5V6z" fill="var(--fail)" />
      <path d="M6.2 6.2l5.6 5.6M11.8 6.2l-5.6 5.6" stroke="var(--card)" strokeWidth="2" />
    </>
  ),
  terminating: (
    <>
      <rect x="3.2" y="3.2" width="11.6" height="11.6" rx="3.4" fill="var(--term)" />
      <path d="M6.2 9h5M9.2 6.9L11.4 9 9.2 11.1" stroke="var(--card)" strokeWidth="1.6" />
    </>
  ),
  succeeded: (
    <>
      <rect x="1.8" y="1.8" width="14.4" height="14.4" rx="4.5" stroke="var(--idle)" strokeWidth="1.8" />
      <path d="M5.4 9.2l2.4 2.4 4.6-4.8" stroke="var(--idle)" strokeWidth="1.8" />
    </>
  ),
  unknown: (
    <>
      <rect x="1.8" y="1.8" width="14.4" height="14.4" rx="4.5" stroke="var(--idle)" strokeWidth="1.8" />
      <path
        d="M6.9 6.9a2.2 2.2 0 1 1 3.1 2c-.7.3-1 .7-1 1.4M9 12.9v.1"
        stroke="var(--idle)"
        strokeWidth="1.7"
      />
    </>
  ),
};

/** The mark of a pod's status; `size` in CSS pixels. Decorative: the status also stands beside it in words. */
export function StatusIcon({ shape, size = 18 }: { readonly shape: PodShape; readonly size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 18 18"
      fill="none"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      className="shrink-0"
    >
      {marks[shape]}
    </svg>
  );
}
