import { attempt, perform, undo } from './actions';
import {
  client,
  getPod,
  openManifest,
  parseObjectId,
  select,
  setHelpOpen,
  setKillMode,
  setTerminalOpen,
  uiStore,
} from './store';

/** Whether the focus came where it is by a pointer. */
let pointerWasLast = false;
/** Whether the Space that is down was ours: a button would be pressed by its release. */
let spaceIsOurs = false;

const fields = 'input:not([type="range"]), textarea, select, [contenteditable]';

/** True when typing there means text, so that no key of ours may act. */
export function inField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(fields) !== null;
}

/**
 * True when Space already means something there. It does for who walks by keyboard; after a click it does not: a
 * teacher clicks a pod and then wants to stop time, not to press the pod once more.
 */
function onControl(target: EventTarget | null): boolean {
  if (pointerWasLast) return false;
  return (
    target instanceof Element && target.closest('button, a, summary, [role="button"], [role="tab"]') !== null
  );
}

/** What a verb's key means: the thing in the picture that has the focus, else what is selected. */
function subjectOf(target: EventTarget | null): string | null {
  const ghost = target instanceof Element ? target.closest<HTMLElement>('[data-focused]') : null;
  return ghost?.dataset['focused'] ?? uiStore.getState().selection;
}

/** A node is not deleted by a key: one who wants to kill it wants its power, not its object. */
function deleteSubject(id: string | null): void {
  const object = id === null ? null : parseObjectId(id);
  if (id === null || object === null || object.resource === 'nodes') return;
  void perform(() => client.deleteObject(id));
}

function crashSubject(id: string | null): void {
  if (id !== null && getPod(id)) void perform(() => client.crashContainer(id));
}

function togglePause(): void {
  attempt(uiStore.getState().pace.paused ? client.play : client.pause);
}

/** Acts on a key of the page; true when it meant something. */
function act(event: KeyboardEvent): boolean {
  const command = event.ctrlKey || event.metaKey;
  if (command && !event.shiftKey && !event.altKey && event.key.toLowerCase() === 'z') {
    undo();
    return true;
  }
  if (command || event.altKey) return false;
  switch (event.key) {
    case ' ':
      if (onControl(event.target)) return false;
      togglePause();
      return true;
    case 'ArrowRight':
      if (!event.shiftKey || event.target instanceof HTMLInputElement) return false;
      attempt(() => client.step('hop'));
      return true;
    case 'c':
    case 'C':
      crashSubject(subjectOf(event.target));
      return true;
    case 'Delete':
    case 'Backspace':
      deleteSubject(subjectOf(event.target));
      return true;
    case 'k':
    case 'K':
      setKillMode(!uiStore.getState().killMode);
      return true;
    case 'Escape':
      if (uiStore.getState().killMode) setKillMode(false);
      else select(null);
      return true;
    case '`':
      setTerminalOpen(!uiStore.getState().terminalOpen);
      return true;
    case 'e':
    case 'E':
      openManifest();
      return true;
    case '?':
      setHelpOpen(true);
      return true;
    default:
      return false;
  }
}

/** Listens to the keys of the page. Answers how to stop. */
export function listenToKeys(): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const onPointer = () => {
    pointerWasLast = true;
  };
  const onKeyUp = (event: KeyboardEvent) => {
    if (event.key === ' ' && spaceIsOurs) event.preventDefault();
    spaceIsOurs = false;
  };
  addEventListener('pointerdown', onPointer, { signal, capture: true });
  addEventListener('keyup', onKeyUp, { signal, capture: true });
  addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'Tab' || event.key.startsWith('Arrow')) pointerWasLast = false;
      if (event.defaultPrevented || event.isComposing || inField(event.target)) return;
      if (document.querySelector('dialog[open]')) return;
      if (event.repeat && event.key !== 'ArrowRight') return;
      if (!act(event)) return;
      spaceIsOurs = event.key === ' ';
      event.preventDefault();
    },
    { signal },
  );
  return () => stop.abort();
}
