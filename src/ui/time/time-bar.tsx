import { attempt, undo } from '../actions';
import { client, useUi } from '../store';
import { strings } from '../strings';
import { Clock } from './clock';
import { Counts } from './counts';
import { BackIcon, PauseIcon, PlayIcon, StepIcon } from './icons';
import { paceText } from './speed';
import { SpeedSlider } from './speed-slider';
import { Timeline } from './timeline';

function PlayButton() {
  const paused = useUi((state) => state.pace.paused);
  const label = paused ? strings.play : strings.pause;
  return (
    <button
      type="button"
      className="control control-icon control-main w-11"
      aria-label={label}
      title={`${label} (Space)`}
      onClick={() => attempt(paused ? client.play : client.pause)}
    >
      {paused ? <PlayIcon /> : <PauseIcon />}
    </button>
  );
}

function BackButton() {
  const label = useUi((state) => state.undo);
  return (
    <button
      type="button"
      className="control control-icon max-sm:hidden"
      aria-label={strings.back}
      title={label === null ? strings.nothingToUndo : `${strings.back}: ${label} (Ctrl Z)`}
      disabled={label === null}
      onClick={undo}
    >
      <BackIcon />
    </button>
  );
}

const steps = [
  { unit: 'hop', word: 'hop', label: strings.stepHop, keys: 'Shift →' },
  { unit: 'event', word: 'event', label: strings.stepEvent, keys: '' },
  { unit: 'notable', word: 'change', label: strings.stepNotable, keys: '' },
] as const;

function StepButtons() {
  return (
    <fieldset className="step-group" aria-label={strings.step}>
      <span className="pl-2 text-ink-2" aria-hidden="true">
        <StepIcon />
      </span>
      {steps.map(({ unit, word, label, keys }) => (
        <button
          key={unit}
          type="button"
          aria-label={label}
          title={keys === '' ? label : `${label} (${keys})`}
          onClick={() => attempt(() => client.step(unit))}
        >
          {word}
        </button>
      ))}
    </fieldset>
  );
}

function PaceButton() {
  const pace = useUi((state) => state.pace);
  return (
    <button
      type="button"
      className={`control pace-button ${pace.auto ? 'border-brass text-brass' : 'text-ink-2'}`}
      aria-pressed={pace.auto}
      aria-label={`${strings.autoPace}: ${paceText(pace)}`}
      title="Auto pace slows time while something that you started travels, and hurries while everybody waits"
      onClick={() => attempt(() => client.setAuto(!pace.auto))}
    >
      {paceText(pace)}
    </button>
  );
}

/** The story in time: back, play, step, pace, the line with its marks, the clock and the counts. */
export function TimeBar() {
  return (
    <section className="time-bar" aria-label={strings.time}>
      <div className="flex min-w-0 items-center gap-2">
        <BackButton />
        <PlayButton />
        <StepButtons />
        <PaceButton />
      </div>
      <SpeedSlider />
      <Timeline />
      <Clock />
      <Counts />
    </section>
  );
}
