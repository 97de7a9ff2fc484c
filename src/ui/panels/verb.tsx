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
  );
}
