import type { Frame } from '../../worker/protocol';

/** The ends of the speed slider: thousandfold slower and faster than real time. */
const speedMin = 1 / 1000;
const speedMax = 1000;
/** Steps of the slider per factor of ten. */
const stepsPerDecade = 10;

/** Position on the slider, -30 … 30, of a speed in virtual ms per real ms. */
export function positionOfSpeed(speed: number): number {
  const bounded = Math.min(speedMax, Math.max(speedMin, speed));
  return Math.round(Math.log10(bounded) * stepsPerDecade);
}

/** The speed at a position of the slider: 1, 1.25, 1.6, 2, 2.5, 3.2, 4, 5, 6.3, 8 times a power of ten. */
export function speedOfPosition(position: number): number {
  const bounded = Math.min(speedMax, Math.max(speedMin, 10 ** (position / stepsPerDecade)));
  return Number(bounded.toPrecision(2));
}

/** `1×`, `6×`, `1/40×`: two figures are enough to speak of a speed. */
export function speedText(speed: number): string {
  if (speed >= 0.995) return `${figures(speed)}×`;
  return `1/${figures(1 / speed)}×`;
}

function figures(value: number): string {
  return String(value >= 10 ? Math.round(value) : Math.round(value * 10) / 10);
}

/** What the pace button says: what auto pace is doing, and how fast. */
export function paceText(pace: Frame['pace']): string {
  const speed = speedText(pace.speed);
  if (pace.paused) return pace.auto ? 'auto pace · paused' : `paused · ${speed}`;
  if (!pace.auto) return `fixed · ${speed}`;
  switch (pace.mode) {
    case 'waiting':
      return `waiting · ${speed}`;
    case 'live':
      return `live · ${speed}`;
    case 'following':
    case 'fixed':
    case 'paused':
      return `auto pace · ${speed}`;
    default:
      return pace.mode satisfies never;
  }
}
