import { openTerminal } from '../store';
import { strings } from '../strings';

interface VerbProps {
  readonly name: string;
  /** The command line that it stands for; shown beneath, so that nothing here is magic. */
  readonly command: string;
  /** The key that does the same, or ''. */
  readonly keys: string;
  readonly hot?: boolean;
  readonly disabled?: boolean;
  readonly onRun: () => void;
}

/** Something that can be done to the selected thing, with the command that does it. */
export function Verb({ name, command, keys, hot = false, disabled = false, onRun }: VerbProps) {
  return (
    <div className="verb-row">
      <button
        type="button"
        className={`verb ${hot ? 'verb-hot' : ''}`}
        disabled={disabled}
        data-verb={name}
        onClick={onRun}
      >
        <span className="flex w-full items-center justify-between gap-2">
          <b className="text-[14px] font-semibold">{name}</b>
          {keys !== '' && (
            <kbd className="pointer-coarse:hidden" aria-hidden="true">
              {keys}
            </kbd>
          )}
        </span>
        <code className="block text-[12px] leading-snug text-ink-2 break-words">{command}</code>
      </button>
      <RunMyself command={command} />
    </div>
  );
}

/** Puts the command on the terminal's prompt: the person presses Enter. Only for what a shell of the page knows. */
export function RunMyself({ command }: { readonly command: string }) {
  if (!command.startsWith('kubectl ')) return null;
  return (
    <button
      type="button"
      className="control control-icon run-myself"
      aria-label={strings.runMyselfOf(command)}
      title={strings.runMyself}
      onClick={() => openTerminal(command)}
    >
      <PromptIcon />
    </button>
  );
}

/** A prompt and a cursor: the terminal. */
export function PromptIcon() {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" fill="none" aria-hidden="true" className="shrink-0">
      <path
        d="M2.5 4l4 4-4 4M8.5 12.5h5"
        stroke="currentColor"
        strokeWidth="1.7"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
