import type { PodShape } from '../../../worker/protocol';
import type { Colors } from '../runtime/colors';
import type { PixelRect } from './snap';

/** Below this many device pixels in height a cell has a colour and a fill, but no sign. */
const signHeightMin = 7;

const colorOf: Readonly<Record<PodShape, keyof Colors>> = {
  running: 'run',
  starting: 'start',
  pending: 'wait',
  failed: 'fail',
  terminating: 'term',
  succeeded: 'idle',
  unknown: 'idle',
};

/** What is around a cell because of the user: the selection, or what happens now. */
export type CellMark = 'none' | 'selected' | 'lit';

interface Pen {
  readonly context: CanvasRenderingContext2D;
  readonly colors: Colors;
  /** Device pixels per CSS pixel: lines keep their width on the screen. */
  readonly ratio: number;
}

function radiusOf(rect: PixelRect): number {
  return Math.min(rect.height * 0.28, rect.width * 0.28, 8);
}

function fillRound({ context }: Pen, rect: PixelRect): void {
  context.beginPath();
  context.roundRect(rect.left, rect.top, rect.width, rect.height, radiusOf(rect));
  context.fill();
}

function outline({ context, ratio }: Pen, rect: PixelRect, dashed: boolean): void {
  const line = Math.max(1, Math.round(1.2 * ratio));
  context.lineWidth = line;
  context.setLineDash(dashed ? [3 * ratio, 2 * ratio] : []);
  context.beginPath();
  const half = line / 2;
  context.roundRect(
    rect.left + half,
    rect.top + half,
    Math.max(0, rect.width - line),
    Math.max(0, rect.height - line),
    radiusOf(rect),
  );
  context.stroke();
  context.setLineDash([]);
}

function inset(rect: PixelRect, share: number): PixelRect {
  const x = Math.round(rect.width * share);
  const y = Math.round(rect.height * share);
  return { left: rect.left + x, top: rect.top + y, width: rect.width - 2 * x, height: rect.height - 2 * y };
}

function cross({ context, colors, ratio }: Pen, rect: PixelRect): void {
  const half = Math.min(rect.width, rect.height) * 0.28;
  const x = rect.left + rect.width / 2;
  const y = rect.top + rect.height / 2;
  context.strokeStyle = colors.card;
  context.lineWidth = Math.max(1, 1.5 * ratio);
  context.beginPath();
  context.moveTo(x - half, y - half);
  context.lineTo(x + half, y + half);
  context.moveTo(x + half, y - half);
  context.lineTo(x - half, y + half);
  context.stroke();
}

/** An octagon, as the sign of the card has it: a failed pod has another outline than the rest, also in grey. */
function fillOctagon({ context }: Pen, rect: PixelRect): void {
  const cut = Math.min(rect.width, rect.height) * 0.3;
  const { left, top } = rect;
  const right = left + rect.width;
  const bottom = top + rect.height;
  context.beginPath();
  context.moveTo(left + cut, top);
  context.lineTo(right - cut, top);
  context.lineTo(right, top + cut);
  context.lineTo(right, bottom - cut);
  context.lineTo(right - cut, bottom);
  context.lineTo(left + cut, bottom);
  context.lineTo(left, bottom - cut);
  context.lineTo(left, top + cut);
  context.closePath();
  context.fill();
}

function drawShape(pen: Pen, rect: PixelRect, shape: PodShape): void {
  const { context } = pen;
  switch (shape) {
    case 'running':
      fillRound(pen, rect);
      return;
    case 'starting':
      outline(pen, rect, false);
      context.fillRect(
        rect.left + Math.floor(rect.width / 2),
        rect.top,
        Math.ceil(rect.width / 2) - Math.round(radiusOf(rect) / 2),
        rect.height,
      );
      return;
    case 'pending':
      outline(pen, rect, true);
      return;
    case 'failed':
      fillOctagon(pen, rect);
      if (rect.height >= signHeightMin) cross(pen, rect);
      return;
    case 'terminating':
      fillRound(pen, inset(rect, 0.2));
      return;
    case 'succeeded':
    case 'unknown':
      outline(pen, rect, false);
      return;
    default:
      return shape satisfies never;
  }
}

/** One pod as a cell: never colour alone, the outline differs too. */
export function drawCell(
  context: CanvasRenderingContext2D,
  rect: PixelRect,
  shape: PodShape,
  mark: CellMark,
  colors: Colors,
  ratio: number,
): void {
  const pen: Pen = { context, colors, ratio };
  const color = colors[colorOf[shape]];
  context.fillStyle = color;
  context.strokeStyle = color;
  drawShape(pen, rect, shape);
  if (mark === 'none') return;
  context.strokeStyle = mark === 'lit' ? colors.brass : colors.accent;
  const reach = Math.round(2 * ratio);
  outline(
    { ...pen, ratio: ratio * 1.6 },
    {
      left: rect.left - reach,
      top: rect.top - reach,
      width: rect.width + 2 * reach,
      height: rect.height + 2 * reach,
    },
    false,
  );
}
