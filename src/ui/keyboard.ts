import { attempt, perform, undo } from './actions';
import { client, getPod, getWorkload, select, setHelpOpen, uiStore } from './store';

/** True when typing there means text, so that no key of ours may act. */
export function inField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null;
}

/** True when Space already means something there. */
function onControl(target: EventTarget | null): boolean {
  return (
    target instanceof Element && target.closest('button, a, summary, [role="button"], [role="tab"]') !== null
  );
}

function deleteSelection(): void {
  const id = uiStore.getState().selection;
  if (id === null) return;
  if (getPod(id)) void perform(() => client.deletePod(id));
  else if (getWorkload(id)) void perform(() => client.deleteWorkload(id));
}

function crashSelection(): void {
  const id = uiStore.getState().selection;
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
      if (!event.shiftKey) return false;
      attempt(() => client.step('hop'));
      return true;
    case 'c':
    case 'C':
      crashSelection();
      return true;
    case 'Delete':
    case 'Backspace':
      deleteSelection();
      return true;
    case 'Escape':
      select(null);
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
  addEventListener(
    'keydown',
    (event) => {
      if (event.defaultPrevented || event.isComposing || inField(event.target)) return;
      if (document.querySelector('dialog[open]')) return;
      if (event.repeat && event.key !== 'ArrowRight') return;
      if (act(event)) event.preventDefault();
    },
    { signal: stop.signal },
  );
  return () => stop.abort();
}
