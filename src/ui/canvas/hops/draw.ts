import type { HopKind } from '../../../worker/protocol';
import type { Point, Polyline } from '../layout/geometry';
import type { LabelLane, Layout } from '../layout/types';
import type { View } from '../runtime/camera';
import type { Colors } from '../runtime/colors';
import { middleShort } from '../strings';
import type { Counter, Glow, HopPicture, Label, Mark } from './picture';

/**
 * Sizes are CSS pixels on the screen, whatever the camera does: a mark that shrinks with the world would be lost at the
 * back row. On a large screen, where everything is drawn larger at rest, they grow with it.
 */
const userRadius = 6;
const otherRadius = 4.2;
const labelFontPx = 12;
/** Below this zoom a label is wider than its lane. */
const labelZoomMin = 0.75;

interface Pen {
  readonly context: CanvasRenderingContext2D;
  readonly view: View;
  readonly colors: Colors;
  /** 1, or more on a large screen. */
  readonly unit: number;
}

const onScreen = (view: View, point: Point): Point => ({
  x: point.x * view.zoom + view.x,
  y: point.y * view.zoom + view.y,
});

function traceWay({ context, view }: Pen, way: Polyline): void {
  context.beginPath();
  const points = way.points.map((point) => onScreen(view, point));
  const first = points[0];
  const final = points[points.length - 1];
  if (!first || !final) return;
  context.moveTo(first.x, first.y);
  const radius = 6 * view.zoom;
  for (let index = 1; index < points.length - 1; index += 1) {
    const corner = points[index];
    const next = points[index + 1];
    if (corner && next) context.arcTo(corner.x, corner.y, next.x, next.y, radius);
  }
  context.lineTo(final.x, final.y);
}

function drawGlow(pen: Pen, glow: Glow): void {
  const { context, colors } = pen;
  context.globalAlpha = glow.strength;
  context.strokeStyle = glow.user ? colors.brass : colors.ink2;
  context.lineWidth = glow.user ? 2.6 : 2;
  traceWay(pen, glow.way);
  context.stroke();
  context.globalAlpha = 1;
}

function drawLit(pen: Pen, way: Polyline): void {
  const { context, colors } = pen;
  context.strokeStyle = colors.brass;
  context.lineWidth = 2.6;
  traceWay(pen, way);
  context.stroke();
}

/** Each kind of message has its own outline: kinds never differ by hue alone. */
const outlines: Readonly<Record<HopKind, (context: CanvasRenderingContext2D, at: Point, r: number) => void>> =
  {
    request: (context, at, r) => context.arc(at.x, at.y, r, 0, 2 * Math.PI),
    response: (context, at, r) => context.arc(at.x, at.y, r * 0.66, 0, 2 * Math.PI),
    watch: (context, at, r) => polygon(context, at, [0, -r * 1.2, r * 1.2, 0, 0, r * 1.2, -r * 1.2, 0]),
    txn: (context, at, r) => context.rect(at.x - r * 0.9, at.y - r * 0.9, r * 1.8, r * 1.8),
    cri: (context, at, r) => polygon(context, at, [0, -r * 1.15, r * 1.1, r * 0.85, -r * 1.1, r * 0.85]),
    cni: (context, at, r) => polygon(context, at, [0, r * 1.15, r * 1.1, -r * 0.85, -r * 1.1, -r * 0.85]),
    exec: (context, at, r) => polygon(context, at, starCorners(r * 1.35)),
    packet: (context, at, r) => context.roundRect(at.x - r * 1.3, at.y - r * 0.5, r * 2.6, r, r * 0.5),
  };

function polygon(context: CanvasRenderingContext2D, at: Point, offsets: readonly number[]): void {
  for (let index = 0; index < offsets.length; index += 2) {
    const x = at.x + (offsets[index] ?? 0);
    const y = at.y + (offsets[index + 1] ?? 0);
    if (index === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  }
  context.closePath();
}

function starCorners(r: number): number[] {
  return Array.from({ length: 10 }, (_, index) => {
    const angle = -Math.PI / 2 + (index * Math.PI) / 5;
    const length = index % 2 === 0 ? r : r * 0.45;
    return [Math.cos(angle) * length, Math.sin(angle) * length];
  }).flat();
}

function drawMark(pen: Pen, mark: Mark): void {
  const { context, view, colors, unit } = pen;
  const at = onScreen(view, mark.at);
  const r = unit * (mark.user ? userRadius : otherRadius);
  if (mark.user) {
    context.globalAlpha = 0.28;
    context.fillStyle = colors.brass;
    context.beginPath();
    context.arc(at.x, at.y, r * 2.1, 0, 2 * Math.PI);
    context.fill();
    context.globalAlpha = 1;
  }
  context.fillStyle = mark.user ? colors.brass : colors.ink2;
  context.strokeStyle = colors.sheet;
  context.lineWidth = 1.5;
  context.beginPath();
  outlines[mark.kind](context, at, r);
  context.fill();
  context.stroke();
  if (mark.kind === 'request') drawRing(pen, at, r, mark.user);
}

function drawRing({ context, colors }: Pen, at: Point, r: number, user: boolean): void {
  context.strokeStyle = user ? colors.brass : colors.ink2;
  context.lineWidth = user ? 2 : 1.3;
  context.beginPath();
  context.arc(at.x, at.y, r * 1.85, 0, 2 * Math.PI);
  context.stroke();
}

/** Shortens in the middle until it fits: the end of an object's name is what tells it from its siblings. */
function shorten(context: CanvasRenderingContext2D, text: string, widthMax: number): string {
  const letter = context.measureText('0').width;
  return middleShort(text, Math.floor(widthMax / letter));
}

function labelX(lane: LabelLane, label: Label, view: View, width: number): number {
  const left = lane.box.x * view.zoom + view.x;
  const room = lane.box.width * view.zoom;
  if (lane.align === 'left') return left;
  const middle = lane.align === 'center' ? left + room / 2 : label.x * view.zoom + view.x;
  return Math.min(Math.max(middle - width / 2, left), Math.max(left, left + room - width));
}

function drawLabel(pen: Pen, layout: Layout, label: Label): void {
  const { context, view, colors, unit } = pen;
  if (view.zoom < labelZoomMin) return;
  const lane = layout.lanes[label.lane];
  context.font = `${label.user ? 600 : 500} ${labelFontPx * unit}px ${colors.fontCode}`;
  const text = shorten(context, label.text, lane.box.width * view.zoom - 8);
  const width = context.measureText(text).width + 8;
  const x = labelX(lane, label, view, width);
  const y = (lane.box.y + lane.box.height / 2) * view.zoom + view.y;
  context.fillStyle = label.lane === 'control-plane' && layout.band ? colors.band : colors.sheet;
  context.beginPath();
  context.roundRect(x, y - 9 * unit, width, 18 * unit, 4);
  context.fill();
  context.fillStyle = label.user ? colors.brass : colors.ink2;
  context.textBaseline = 'middle';
  context.fillText(text, x + 4, y + 0.5);
}

function drawCounter(pen: Pen, counter: Counter): void {
  const { context, view, colors, unit } = pen;
  const at = onScreen(view, counter.at);
  context.fillStyle = counter.user ? colors.brass : colors.ink2;
  context.strokeStyle = colors.sheet;
  context.lineWidth = 2;
  context.beginPath();
  context.arc(at.x, at.y, 9 * unit, 0, 2 * Math.PI);
  context.fill();
  context.stroke();
  context.fillStyle = colors.card;
  context.font = `600 ${11 * unit}px ${colors.fontCode}`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(counter.count > 99 ? '99' : String(counter.count), at.x, at.y + 0.5);
  context.textAlign = 'left';
}

/** Draws the picture on a context whose unit is the CSS pixel of the canvas. */
export function drawHops(
  context: CanvasRenderingContext2D,
  picture: HopPicture,
  layout: Layout,
  view: View,
  colors: Colors,
): void {
  const pen: Pen = { context, view, colors, unit: Math.max(1, layout.zoom) };
  context.lineJoin = 'round';
  context.lineCap = 'butt';
  for (const glow of picture.glows) drawGlow(pen, glow);
  for (const way of picture.lit) drawLit(pen, way);
  for (const label of picture.labels) drawLabel(pen, layout, label);
  for (const mark of picture.marks) drawMark(pen, mark);
  for (const counter of picture.counters) drawCounter(pen, counter);
}
