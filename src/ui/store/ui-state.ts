import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { DocumentOutcome } from '../../cli/kubectl/apply/apply-documents';
import type { Problem } from '../../cli/problems';
import { BRIDGE_OFF, type BridgeStatus } from '../../bridge/tab/messages';
import type { Frame, Inspection, JournalEntry, Mark, Narration } from '../../worker/protocol';

export type Theme = 'light' | 'dark' | 'system';

/** Something that went wrong or was done, said in the corner until it is dismissed or fades. */
export interface Toast {
  readonly id: number;
  readonly tone: 'info' | 'error';
  readonly text: string;
}

/** What an apply came to: problems of the text (then nothing was sent), or what happened to each document. */
export interface ManifestReport {
  readonly problems: readonly Problem[];
  readonly outcomes: readonly DocumentOutcome[];
  /** What the whole came to, when it is no matter of one document: no objects, no answer. '' otherwise. */
  readonly message: string;
}

/** Why there is no living cluster behind the picture. */
export interface Failure {
  readonly kind: 'crashed' | 'silent' | 'version';
  readonly detail: string;
  /** True while the page builds the cluster again by itself; false when it has to ask. */
  readonly rebuilding: boolean;
}

/** What was left behind when the page had to go back: enough to see the failure again. */
export interface Branch {
  readonly scene: string;
  readonly seed: number;
  readonly journal: readonly JournalEntry[];
  /** Virtual ms. */
  readonly at: number;
  readonly detail: string;
  /** Labels of the inputs that are not in the world any more. */
  readonly lost: readonly string[];
}

/** A text that a program wants edited: an object (`kubectl edit`), a file of the shell. */
export interface EditRequest {
  /** What is edited, as the program calls it: `deployment.apps/web`, `web.yaml`. */
  readonly name: string;
  readonly text: string;
}

/** What a click on a pod does in kill mode. */
export type KillVerb = 'delete' | 'crash';

export interface UiState {
  /** Key of the scene that is open. */
  readonly scene: string;
  /** id of the pod, node, component or workload that is selected. */
  readonly selection: string | null;
  readonly theme: Theme;
  readonly reducedMotion: boolean;
  readonly manifestOpen: boolean;
  /** Text that the manifest dialog opens with. */
  readonly manifestText: string;
  /** What the last apply of that text said, while the dialog should show it. */
  readonly manifestReport: ManifestReport | null;
  readonly edit: EditRequest | null;
  readonly terminalOpen: boolean;
  /** A line to put on the terminal's prompt, not to run; each has another number. */
  readonly promptLine: { readonly id: number; readonly text: string } | null;
  readonly bridgeOpen: boolean;
  /** Requests of the page's own programs that wait for an answer, or for more of it. */
  readonly openExchanges: number;
  /** How it stands with clients from outside. */
  readonly bridge: BridgeStatus;
  readonly helpOpen: boolean;
  readonly guideOpen: boolean;
  /** True while every click on a pod kills. */
  readonly killMode: boolean;
  readonly killVerb: KillVerb;
  /** The last 50 sentences, newest last. */
  readonly narration: readonly Narration[];
  readonly marks: readonly Mark[];
  readonly pace: Frame['pace'];
  /** ISO time of virtual 0. */
  readonly epoch: string;
  /** Label of the input that Undo would take back. */
  readonly undo: string | null;
  readonly inspection: Inspection | null;
  readonly defects: readonly string[];
  /** True once the first frame has come. */
  readonly connected: boolean;
  readonly failure: Failure | null;
  readonly branch: Branch | null;
  readonly toasts: readonly Toast[];
}

const narrationCountMax = 50;
const marksCountMax = 500;
const defectsCountMax = 20;
const toastsCountMax = 4;

export const uiStore = createStore<UiState>(() => ({
  scene: '',
  selection: null,
  theme: 'system',
  reducedMotion: false,
  manifestOpen: false,
  manifestText: '',
  manifestReport: null,
  edit: null,
  terminalOpen: false,
  promptLine: null,
  bridgeOpen: false,
  openExchanges: 0,
  bridge: BRIDGE_OFF,
  helpOpen: false,
  guideOpen: false,
  killMode: false,
  killVerb: 'delete',
  narration: [],
  marks: [],
  pace: { paused: false, auto: true, speed: 1, mode: 'live' },
  epoch: '2026-06-01T09:00:00Z',
  undo: null,
  inspection: null,
  defects: [],
  connected: false,
  failure: null,
  branch: null,
  toasts: [],
}));

/** The page's own state, by selector. Select stored values; never build an object in the selector. */
export function useUi<T>(selector: (state: UiState) => T): T {
  return useStore(uiStore, selector);
}

const selectionListeners = new Set<(id: string | null) => void>();

/** Tells of a new selection; the frame client asks the worker to inspect it. */
export function onSelect(listener: (id: string | null) => void): () => void {
  selectionListeners.add(listener);
  return () => selectionListeners.delete(listener);
}

export function select(id: string | null): void {
  if (uiStore.getState().selection === id) return;
  const inspection = uiStore.getState().inspection;
  uiStore.setState({ selection: id, inspection: inspection?.id === id ? inspection : null });
  for (const listener of selectionListeners) listener(id);
}

export function setTheme(theme: Theme): void {
  uiStore.setState({ theme });
}

export function setReducedMotion(reducedMotion: boolean): void {
  uiStore.setState({ reducedMotion });
}

/** Opens the manifest dialog, with `text` in it when given, and what applying it came to. */
export function openManifest(text?: string, report: ManifestReport | null = null): void {
  const manifestText = text ?? uiStore.getState().manifestText;
  uiStore.setState({ manifestOpen: true, manifestText, manifestReport: report });
}

export function closeManifest(): void {
  uiStore.setState({ manifestOpen: false });
}

/** Keeps what is typed; a report about an older text would only confuse. */
export function setManifestText(manifestText: string): void {
  uiStore.setState({ manifestText, manifestReport: null });
}

let editDone: ((text: string | null) => void) | null = null;

/**
 * Opens the editor on a text. Resolves with the text as it was saved, with null when the editor was left without
 * saving. One text at a time: the one before is left.
 */
export function editText(name: string, text: string): Promise<string | null> {
  finishEdit(null);
  uiStore.setState({ edit: { name, text } });
  return new Promise((resolve) => {
    editDone = resolve;
  });
}

/** Closes the editor; null leaves it without saving. */
export function finishEdit(text: string | null): void {
  const done = editDone;
  editDone = null;
  uiStore.setState({ edit: null });
  done?.(text);
}

export function setTerminalOpen(terminalOpen: boolean): void {
  uiStore.setState({ terminalOpen });
}

let promptLineIdNext = 1;

/** Opens the terminal, and puts a line on its prompt without running it. */
export function openTerminal(line = ''): void {
  const promptLine = line === '' ? null : { id: promptLineIdNext++, text: line };
  uiStore.setState({ terminalOpen: true, promptLine });
}

export function setBridge(bridge: BridgeStatus): void {
  uiStore.setState({ bridge });
}

export function setBridgeOpen(bridgeOpen: boolean): void {
  uiStore.setState({ bridgeOpen });
}

export function setHelpOpen(helpOpen: boolean): void {
  uiStore.setState({ helpOpen });
}

export function setGuideOpen(guideOpen: boolean): void {
  uiStore.setState({ guideOpen });
}

export function setKillMode(killMode: boolean): void {
  uiStore.setState({ killMode });
}

export function setKillVerb(killVerb: KillVerb): void {
  uiStore.setState({ killVerb });
}

export function setScene(scene: string): void {
  uiStore.setState({ scene });
}

export function setBranch(branch: Branch | null): void {
  uiStore.setState({ branch });
}

export function setFailure(failure: Failure | null): void {
  uiStore.setState(failure ? { failure, connected: false } : { failure });
}

let toastIdNext = 1;

export function toast(tone: Toast['tone'], text: string): void {
  const entry = { id: toastIdNext, tone, text };
  toastIdNext += 1;
  // What is said again takes the place of what was said before: five refusals are one notice.
  uiStore.setState((state) => ({
    toasts: [...state.toasts.filter((other) => other.text !== text), entry].slice(-toastsCountMax),
  }));
}

export function dismissToast(id: number): void {
  uiStore.setState((state) => ({ toasts: state.toasts.filter((entry) => entry.id !== id) }));
}

function samePace(a: Frame['pace'], b: Frame['pace']): boolean {
  return a.paused === b.paused && a.auto === b.auto && a.speed === b.speed && a.mode === b.mode;
}

/** Takes what a frame says to the panels; keeps identities when nothing changed, so that `===` is the change test. */
export function applyUi(frame: Frame): void {
  const state = uiStore.getState();
  const next: { -readonly [K in keyof UiState]?: UiState[K] } = {};
  if (!state.connected) next.connected = true;
  if (!samePace(state.pace, frame.pace)) next.pace = frame.pace;
  if (state.epoch !== frame.epoch) next.epoch = frame.epoch;
  if (state.undo !== frame.undo) next.undo = frame.undo;
  if (frame.reset || frame.narration.length > 0) {
    next.narration = [...(frame.reset ? [] : state.narration), ...frame.narration].slice(-narrationCountMax);
  }
  if (frame.reset || frame.marks.length > 0) {
    next.marks = [...(frame.reset ? [] : state.marks), ...frame.marks].slice(-marksCountMax);
  }
  if (frame.inspection && frame.inspection.id === state.selection) next.inspection = frame.inspection;
  else if (frame.reset && state.inspection) next.inspection = null;
  if (frame.defects.length > 0) next.defects = [...state.defects, ...frame.defects].slice(-defectsCountMax);
  if (Object.keys(next).length > 0) uiStore.setState(next);
}
