/** The world on the screen, for the control endpoints that programs outside use. */
import type { ControlHost, Pace as ControlPace, WorldRecord } from '../engine/door/control/host';
import type { Input } from '../engine/kernel/journal';
import type { Session } from './session';

/** What only the desk can do: it holds the session, and the work that goes on. */
export interface DeskWork {
  /** Lets virtual time pass, in slices. */
  advance(ms: number, done: () => void): void;
  /** Puts another world in the place of this one. `done` gets null, or what stands against it. */
  load(record: WorldRecord, done: (problem: string | null) => void): void;
}

const SPEED_MAX = 1000;

export function controlHostOf(session: Session, work: DeskWork): ControlHost {
  return {
    simulation: session.simulation,
    config: session.config,
    pace(): ControlPace {
      const { paused, auto, speed } = session.pace();
      return { paused, speed: auto ? 'auto' : speed };
    },
    setPace({ paused, speed }) {
      session.setPace({
        ...(paused === undefined ? {} : { paused }),
        ...(speed === undefined ? {} : paceOf(speed)),
      });
    },
    advance: (ms, done) => work.advance(ms, done),
    give: (input: Input) => session.giveFault(input),
    load: (record, done) => work.load(record, done),
  };
}

function paceOf(speed: ControlPace['speed']): { readonly auto: boolean; readonly speed?: number } {
  if (speed === 'auto') return { auto: true };
  return { auto: false, speed: speed === 'max' ? SPEED_MAX : speed };
}
