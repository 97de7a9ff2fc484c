import { attempt } from '../actions';
import { client, useUi } from '../store';
import { strings } from '../strings';
import { positionOfSpeed, speedOfPosition, speedText } from './speed';

/**
 * Speed on a logarithmic scale, 1/1000× … 1000×. It follows auto pace while that chooses, and ends it when it is moved.
 */
export function SpeedSlider() {
  const speed = useUi((state) => state.pace.speed);
  const position = positionOfSpeed(speed);
  return (
    <input
      type="range"
      min={-30}
      max={30}
      step={1}
      value={position}
      aria-label={strings.speed}
      aria-valuetext={speedText(speed)}
      title={`${strings.speed}: ${speedText(speed)}`}
      className="speed-slider"
      onChange={(event) => {
        const next = speedOfPosition(Number(event.currentTarget.value));
        attempt(() => client.setSpeed(next));
      }}
    />
  );
}
