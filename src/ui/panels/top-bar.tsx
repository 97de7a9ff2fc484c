import { type ReactNode, useSyncExternalStore } from 'react';
import { reset, undo } from '../actions';
import { Logo } from '../logo';
import {
  openManifest,
  parseObjectId,
  select,
  setBridgeOpen,
  setHelpOpen,
  setKillMode,
  setTerminalOpen,
  setTheme,
  useUi,
} from '../store';
import { strings } from '../strings';
import { nextTheme } from '../theme';
import { KillBar } from './kill-bar';
import { SceneMenu } from './scene-menu';
import { PromptIcon } from './verb';

function crumbsOf(selection: string | null): readonly string[] {
  if (selection === null) return [];
  const object = parseObjectId(selection);
  if (object) return [object.cluster, ...(object.namespace === '' ? [] : [object.namespace]), object.name];
  return selection.split('/');
}

function Breadcrumb() {
  const selection = useUi((state) => state.selection);
  const [cluster, ...rest] = crumbsOf(selection);
  if (cluster === undefined) return null;
  return (
    <nav aria-label={strings.breadcrumb} className="min-w-0 truncate text-[13px] text-ink-2 max-lg:hidden">
      <button type="button" className="min-h-6 hover:text-ink" onClick={() => select(null)}>
        {cluster}
      </button>
      {rest.map((crumb, index) => (
        <span key={crumb} className={index === rest.length - 1 ? 'text-ink' : ''}>
          <span className="px-1.5 text-ink-2">▸</span>
          {crumb}
        </span>
      ))}
    </nav>
  );
}

function UndoButton({ terse }: { readonly terse: boolean }) {
  const label = useUi((state) => state.undo);
  return (
    <button
      type="button"
      className="control max-xl:shrink-0 xl:min-w-0"
      aria-label={label === null ? strings.undo : strings.undoOf(label)}
      title={label === null ? strings.nothingToUndo : `${strings.undoOf(label)} (Ctrl Z)`}
      disabled={label === null}
      onClick={undo}
    >
      <svg width="16" height="16" viewBox="0 0 16 16" fill="none" aria-hidden="true" className="shrink-0">
        <path
          d="M5.5 3L2.5 6l3 3M2.8 6h6.4a4 4 0 0 1 0 8H6"
          stroke="currentColor"
          strokeWidth="1.7"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      <span className="max-sm:sr-only">{strings.undo}</span>
      {label !== null && !terse && (
        <span className="max-w-[220px] truncate font-normal text-ink-2 max-xl:hidden">{label}</span>
      )}
    </button>
  );
}

function KillButton() {
  const on = useUi((state) => state.killMode);
  return (
    <button
      type="button"
      className={`control kill-button ${on ? 'kill-button-on' : ''}`}
      aria-pressed={on}
      aria-label={strings.killMode}
      title={`${strings.killModeLong} (K)`}
      onClick={() => setKillMode(!on)}
    >
      <svg width="16" height="16" viewBox="0 0 16 16" fill="none" aria-hidden="true" className="shrink-0">
        <circle cx="8" cy="8" r="5.2" stroke="currentColor" strokeWidth="1.6" />
        <path
          d="M8 .8v4M8 11.2v4M.8 8h4M11.2 8h4"
          stroke="currentColor"
          strokeWidth="1.6"
          strokeLinecap="round"
        />
      </svg>
      <span className="max-md:hidden">{strings.killMode}</span>
    </button>
  );
}

function TerminalButton() {
  const open = useUi((state) => state.terminalOpen);
  return (
    <button
      type="button"
      className="control"
      aria-pressed={open}
      aria-label={strings.terminal}
      title={`${strings.terminal} (\`)`}
      onClick={() => setTerminalOpen(!open)}
    >
      <PromptIcon />
      <span className="max-lg:hidden">{strings.terminal}</span>
    </button>
  );
}

/** A plug: a real kubectl from outside. */
function BridgeButton() {
  const { state, server } = useUi((ui) => ui.bridge);
  const on = state === 'connected';
  const label = on ? strings.bridgeOn(server?.clients.length ?? 0) : strings.bridge;
  return (
    <button
      type="button"
      className={`control max-md:hidden ${on ? 'border-brass text-brass' : ''}`}
      aria-label={label}
      title={label}
      onClick={() => setBridgeOpen(true)}
    >
      <svg width="16" height="16" viewBox="0 0 16 16" fill="none" aria-hidden="true" className="shrink-0">
        <path
          d="M5.5 2v3.5M10.5 2v3.5M3.5 5.5h9V8a4.5 4.5 0 0 1-9 0zM8 12.5V15"
          stroke="currentColor"
          strokeWidth="1.6"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      <span className="max-xl:hidden">{strings.bridgeShort}</span>
    </button>
  );
}

function ResetButton() {
  return (
    <button type="button" className="control max-sm:hidden" title={strings.resetLong} onClick={reset}>
      {strings.reset}
    </button>
  );
}

function ThemeButton() {
  const theme = useUi((state) => state.theme);
  const next = nextTheme(theme);
  const label = strings.theme(next === 'system' ? 'the system’s' : next);
  return (
    <button
      type="button"
      className="control control-icon max-sm:hidden"
      aria-label={label}
      title={label}
      onClick={() => setTheme(next)}
    >
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
        <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="1.6" />
        <path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" />
      </svg>
    </button>
  );
}

/** Name, place, and what concerns the whole cluster; in kill mode what a click does. */
export function TopBar() {
  const killing = useUi((state) => state.killMode);
  const wide = useWide();
  return (
    <>
      <Bar terse={killing && wide}>{killing && wide ? <KillBar /> : <Breadcrumb />}</Bar>
      {killing && !wide && <KillBar />}
    </>
  );
}

const wideQuery = '(min-width: 1024px)';

function subscribeWide(listener: () => void): () => void {
  const media = matchMedia(wideQuery);
  media.addEventListener('change', listener);
  return () => media.removeEventListener('change', listener);
}

/** Whether there is room in the bar for more than its buttons. */
function useWide(): boolean {
  return useSyncExternalStore(subscribeWide, () => matchMedia(wideQuery).matches);
}

interface BarProps {
  /** True when the room is needed for what stands in the middle. */
  readonly terse: boolean;
  readonly children: ReactNode;
}

function Bar({ terse, children }: BarProps) {
  return (
    <header className="flex h-12 items-center gap-3.5 border-b border-line bg-bg px-4 max-sm:gap-2 max-sm:px-2.5 pointer-coarse:h-14">
      <span className="flex items-center gap-2.5">
        <Logo />
        <h1 className="text-[15px] font-bold tracking-tight whitespace-nowrap max-sm:sr-only">
          {strings.productName}
        </h1>
      </span>
      {children}
      <span className="flex-1" />
      <div role="toolbar" aria-label={strings.actions} className="flex items-center gap-2 *:shrink-0">
        <button type="button" className="control" onClick={() => openManifest()}>
          <span className="max-sm:hidden">{strings.applyManifest}</span>
          <span className="sm:hidden" aria-hidden="true">
            Apply
          </span>
          <span className="sr-only sm:hidden">{strings.applyManifest}</span>
        </button>
        <TerminalButton />
        <BridgeButton />
        <KillButton />
        <UndoButton terse={terse} />
        <ResetButton />
        <SceneMenu />
        <ThemeButton />
        <button
          type="button"
          className="control control-icon"
          aria-label={strings.help}
          title={`${strings.help} (?)`}
          onClick={() => setHelpOpen(true)}
        >
          ?
        </button>
      </div>
    </header>
  );
}
