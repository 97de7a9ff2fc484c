import { layoutNarrow } from './layout-narrow';
import { layoutWide } from './layout-wide';
import type { Layout, LayoutInput } from './types';

/** Below this width of the canvas, in CSS pixels, workers are stacked. */
const narrowWidthMax = 640;

/**
 * Where everything is: data in, boxes and ways out. Reads no DOM, so it runs in a test, and the same answer serves
 * cards, trunks, cells, hops and focus.
 */
export function layoutCluster(input: LayoutInput): Layout {
  return input.width < narrowWidthMax ? layoutNarrow(input) : layoutWide(input);
}
