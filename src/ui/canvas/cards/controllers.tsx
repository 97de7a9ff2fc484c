import type { ComponentView } from '../../../worker/protocol';
import { useInSet } from '../runtime/keyed-set';
import { useRuntime } from '../runtime/runtime';

type Controller = ComponentView['controllers'][number];

/** A chip and the gap below it, as in the style sheet. */
const rowHeight = 22;
const rowGap = 2;

/** The newest that did something, or '' when nobody has. */
function newest(controllers: readonly Controller[]): string {
  let best: Controller | undefined;
  for (const controller of controllers) {
    if (controller.note !== '' && (!best || controller.at > best.at)) best = controller;
  }
  return best?.name ?? '';
}

const chipGap = 5;
/** Estimated from the letters (Inter at 11.5 px), a little too wide on purpose: no chip may be cut. */
const chipWidth = (controller: Controller): number =>
  (controller.name.length + (controller.note === '' ? 0 : controller.note.length + 1)) * 6.1 + 18;

/** Whether the chips, laid in rows, need no more than `rows` of them. */
function fits(chips: readonly Controller[], width: number, rows: number): boolean {
  let row = 1;
  let used = 0;
  for (const chip of chips) {
    const next = used === 0 ? chipWidth(chip) : used + chipGap + chipWidth(chip);
    if (next > width && used > 0) {
      row += 1;
      used = chipWidth(chip);
    } else used = next;
  }
  return row <= rows;
}

/** Those that fit, in their own order; the active one always. Whole chips only. */
function fitting(
  controllers: readonly Controller[],
  active: string,
  width: number,
  height: number,
): Controller[] {
  const rows = Math.max(1, Math.floor((height + rowGap) / rowHeight));
  let kept = controllers.filter(({ name }) => name === active);
  for (const controller of controllers) {
    if (controller.name === active) continue;
    const tried = controllers.filter((one) => one === controller || kept.includes(one));
    if (fits(tried, width, rows)) kept = tried;
  }
  return kept;
}

interface ControllersProps {
  readonly controllers: readonly Controller[];
  readonly width: number;
  readonly height: number;
}

/** The controllers inside the controller manager; the one that acts is lit. */
export function Controllers({ controllers, width, height }: ControllersProps) {
  const active = newest(controllers);
  return (
    <ul className="ko-chips">
      {fitting(controllers, active, width, height).map((controller) => (
        <ControllerChip key={controller.name} controller={controller} active={controller.name === active} />
      ))}
    </ul>
  );
}

function ControllerChip({
  controller,
  active,
}: {
  readonly controller: Controller;
  readonly active: boolean;
}) {
  const { lit, layout } = useRuntime();
  const managerLit = useInSet(lit, `${layout?.cluster ?? ''}/kube-controller-manager`);
  return (
    <li className={`ko-chip${active && managerLit ? ' ko-lit' : ''}${active ? ' ko-last' : ''}`}>
      {controller.name}
      {controller.note !== '' && <b> {controller.note}</b>}
    </li>
  );
}
