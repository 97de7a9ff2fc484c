import { memo, useMemo } from 'react';
import type { Polyline } from './layout/geometry';
import { dataWaysAtRest, serviceStubs } from './layout/data-ways';
import { svgPath, waysAtRest } from './layout/routes';
import type { Layout } from './layout/types';

/** Corners of the ways, in world units. */
const cornerRadius = 6;

const pathOf = (ways: readonly Polyline[]): string => ways.map((way) => svgPath(way, cornerRadius)).join('');

/**
 * All ways at rest, below the cards, those of the cluster and those of the pods: one path for each, because a stretch that several ways share must be painted
 * once. What moves on them is drawn by the hop layer.
 */
export const Trunks = memo(function Trunks({ layout }: { readonly layout: Layout }) {
  const ways = useMemo(() => waysAtRest(layout), [layout]);
  const data = useMemo(() => [...dataWaysAtRest(layout), ...serviceStubs(layout)], [layout]);
  return (
    <svg
      className="ko-trunks"
      width={layout.width}
      height={layout.height}
      aria-hidden="true"
      focusable="false"
      style={{ overflow: 'visible' }}
    >
      <path className="ko-data" d={pathOf(data)} />
      <path d={pathOf(ways)} />
    </svg>
  );
});
