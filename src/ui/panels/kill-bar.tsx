import { setKillMode, setKillVerb, useUi } from '../store';
import { strings } from '../strings';

/** Says what a click does while kill mode is on, lets one change it, and leads out. */
export function KillBar() {
  const verb = useUi((state) => state.killVerb);
  return (
    <section className="kill-bar" aria-label={strings.killMode}>
      <fieldset className="segmented" aria-label={strings.killVerbs}>
        {(['delete', 'crash'] as const).map((one) => (
          <button key={one} type="button" aria-pressed={verb === one} onClick={() => setKillVerb(one)}>
            {strings.killVerb[one]}
          </button>
        ))}
      </fieldset>
      <p className="kill-hint" aria-live="polite">
        {strings.killHint(verb)}
        {/* A finger has no Shift key. */}
        <span className="pointer-coarse:hidden">{strings.killHintShift(verb)}</span>.
      </p>
      <button type="button" className="control" onClick={() => setKillMode(false)}>
        {strings.killLeave}
        <kbd className="pointer-coarse:hidden" aria-hidden="true">
          Esc
        </kbd>
      </button>
    </section>
  );
}
