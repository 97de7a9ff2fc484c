import {
  type KeyboardEvent,
  type PointerEvent,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import { remember, remembered } from '../storage';
import { setTerminalOpen } from '../store';
import { onThemeChange } from './look';
import { TerminalSession } from './session';
import { terminalStrings as words } from './strings';
import './terminal.css';

/** Heights, px. */
const DEFAULT_HEIGHT = 260;
/** Of a low window, a projector's: the picture is what the class looks at. */
const SHARE = 0.31;
const MIN_HEIGHT = 120;
const STEP = 24;
/** Of the window: the picture stays in sight. */
const MOST_OF_WINDOW = 0.75;

/** The page's one shell, made when the terminal is first opened. */
let session: TerminalSession | null = null;

const tallest = (): number => Math.max(MIN_HEIGHT, Math.round(window.innerHeight * MOST_OF_WINDOW));
const within = (height: number): number => Math.min(tallest(), Math.max(MIN_HEIGHT, Math.round(height)));

/** Who had the focus before the terminal; else the button that opens it. */
function focusPage(before: Element | null): void {
  const target =
    before instanceof HTMLElement && before.isConnected && before !== document.body ? before : null;
  const button = document.querySelector<HTMLElement>(`button[aria-label="${words.region}"]`);
  (target ?? button)?.focus();
}

/** The terminal, docked above the time bar. The shell goes on while it is closed. */
export default function TerminalDrawer() {
  const place = useRef<HTMLDivElement>(null);
  const before = useRef<Element | null>(null);
  const [height, setHeight] = useState(() =>
    within(Number(remembered('terminal-height')) || Math.min(DEFAULT_HEIGHT, window.innerHeight * SHARE)),
  );
  const shell = useSession(place, before);
  useEffect(() => remember('terminal-height', String(height)), [height]);
  const close = () => {
    setTerminalOpen(false);
    focusPage(before.current);
  };
  return (
    <section className="terminal" aria-label={words.region} style={{ height }}>
      <Handle height={height} onHeight={setHeight} />
      <Toolbar shell={shell} onClose={close} />
      <div ref={place} className="terminal-place" />
      <TouchKeys shell={shell} />
    </section>
  );
}

/** Shows the shell in `place`, and takes it out again when the drawer closes. */
function useSession(
  place: RefObject<HTMLElement | null>,
  before: RefObject<Element | null>,
): TerminalSession {
  const [shell] = useState(() => (session ??= new TerminalSession()));
  useLayoutEffect(() => {
    const container = place.current;
    if (container === null) return undefined;
    before.current = document.activeElement;
    shell.screen.show(container);
    shell.onLeave = () => focusPage(before.current);
    shell.start();
    shell.screen.focus();
    const observer = new ResizeObserver(() => shell.screen.fit());
    observer.observe(container);
    const stop = onThemeChange(() => shell.screen.restyle());
    return () => {
      stop();
      observer.disconnect();
      shell.screen.hide();
    };
  }, [shell, place, before]);
  return shell;
}

interface HandleProps {
  readonly height: number;
  readonly onHeight: (height: number) => void;
}

/** Resizes by dragging and by the arrow keys. */
function Handle({ height, onHeight }: HandleProps) {
  const drag = useRef<{ readonly y: number; readonly height: number } | null>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    const heights: Readonly<Record<string, number>> = {
      ArrowUp: height + STEP,
      ArrowDown: height - STEP,
      Home: MIN_HEIGHT,
      End: tallest(),
    };
    const wanted = heights[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    onHeight(within(wanted));
  };
  const onPointerDown = (event: PointerEvent) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { y: event.clientY, height };
  };
  const onPointerMove = (event: PointerEvent) => {
    if (drag.current !== null) onHeight(within(drag.current.height + drag.current.y - event.clientY));
  };
  const onPointerUp = () => {
    drag.current = null;
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a separator that can be moved is a control; <hr> is none.
    <div
      className="terminal-handle"
      role="separator"
      tabIndex={0}
      aria-orientation="horizontal"
      aria-label={words.resize}
      aria-valuemin={MIN_HEIGHT}
      aria-valuemax={tallest()}
      aria-valuenow={height}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={onPointerUp}
      onPointerCancel={onPointerUp}
    />
  );
}

interface ToolbarProps {
  readonly shell: TerminalSession;
  readonly onClose: () => void;
}

function Toolbar({ shell, onClose }: ToolbarProps) {
  const [completes, setCompletes] = useState(shell.completes);
  const [, redraw] = useState(0);
  const resizeText = (step: 1 | -1) => {
    shell.resizeText(step);
    redraw((count) => count + 1);
  };
  return (
    <header className="terminal-bar">
      <h2>{words.region}</h2>
      <span className="terminal-how" aria-hidden="true">
        <kbd>Esc</kbd> <kbd>Esc</kbd> {words.toLeave}
      </span>
      <span className="flex-1" />
      <button
        type="button"
        className="control"
        aria-pressed={completes}
        onClick={() => {
          shell.setCompletes(!completes);
          setCompletes(!completes);
        }}
      >
        {words.completion}
      </button>
      <button
        type="button"
        className="control control-icon"
        aria-label={words.smaller}
        disabled={!shell.canShrink}
        onClick={() => resizeText(-1)}
      >
        A−
      </button>
      <button
        type="button"
        className="control control-icon"
        aria-label={words.larger}
        disabled={!shell.canGrow}
        onClick={() => resizeText(1)}
      >
        A+
      </button>
      <button
        type="button"
        className="control control-icon border-transparent"
        aria-label={words.close}
        onClick={onClose}
      >
        ✕
      </button>
    </header>
  );
}

/** What a phone's keyboard lacks. */
const TOUCH_KEYS: readonly (readonly [label: string, data: string])[] = [
  ['Tab', '\t'],
  ['Ctrl-C', '\u0003'],
  ['Ctrl-D', '\u0004'],
  ['↑', '\u001b[A'],
  ['↓', '\u001b[B'],
  ['|', '|'],
  ['-', '-'],
];

function TouchKeys({ shell }: { readonly shell: TerminalSession }) {
  return (
    <div className="terminal-keys" role="toolbar" aria-label={words.keys}>
      {TOUCH_KEYS.map(([label, data]) => (
        <button
          key={label}
          type="button"
          className="control"
          // The keyboard on the screen stays where it is.
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => {
            shell.press(data);
            shell.screen.focus();
          }}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
