import type { Frame, JournalEntry } from '../../worker/protocol';
import { FrameClient, type WorkerPort } from './frame-client';
import { applyHops } from './hops';
import { applyUi, onSelect, setFailure, uiStore } from './ui-state';
import { applyThings } from './world';

/** The one world of the page, and the scenes that it can open with; the first by itself, others by `?scene=`. */
const world = 'main';
const scenes = ['web', 'empty'] as const;
const seed = 1;

let scene: string = scenes[0];

let now = 0;
let seq = -1;
let journal: JournalEntry[] = [];
const frameListeners = new Set<(frame: Frame) => void>();

/** Virtual ms of the last frame. Animation is a pure function of it. */
export function virtualNow(): number {
  return now;
}

/** Calls `listener` after each frame has been applied to every store. */
export function onFrame(listener: (frame: Frame) => void): () => void {
  frameListeners.add(listener);
  return () => frameListeners.delete(listener);
}

/** Applies one frame to every store. */
function applyFrame(frame: Frame): void {
  if (!frame.reset && frame.seq <= seq) return;
  seq = frame.seq;
  now = frame.now;
  journal = frame.reset ? [...frame.journal] : journal.concat(frame.journal);
  applyHops(frame);
  applyThings(frame);
  applyUi(frame);
  for (const listener of [...frameListeners]) listener(frame);
}

function realWorker(): WorkerPort {
  return new Worker(new URL('../../worker/worker.ts', import.meta.url), { type: 'module' });
}

let createWorker: () => WorkerPort = realWorker;

/** Puts another worker in the place of the real one: only for the development fixture. */
export function replaceWorker(factory: () => WorkerPort): void {
  createWorker = factory;
}

export const frameClient = new FrameClient({
  world,
  createWorker: () => createWorker(),
  onFrame: applyFrame,
  onFailure: (kind, detail) => setFailure({ kind, detail }),
});

function inspectSelection(): void {
  frameClient.inspect(uiStore.getState().selection);
}

let wired = false;

/** Opens the cluster for the first time; an unknown name of a scene (the address is anybody's) opens the first. */
export function startSession(wanted: string | null = null): void {
  scene = scenes.find((name) => name === wanted) ?? scenes[0];
  if (!wired) {
    wired = true;
    onSelect(inspectSelection);
  }
  openAfresh();
}

function opened(): void {
  seq = -1;
  setFailure(null);
  if (uiStore.getState().selection !== null) inspectSelection();
}

function couldNotOpen(error: Error): void {
  if (uiStore.getState().failure === null) setFailure({ kind: 'crashed', detail: error.message });
}

/** Ends the worker and opens the scene in a new one, with nothing of what was done. */
export function openAfresh(): void {
  seq = -1;
  setFailure(null);
  frameClient.open({ scene, seed }).then(opened, couldNotOpen);
}

/** Ends the worker and brings a new one to the moment of the last frame, by the page's journal. */
export function openFromJournal(): void {
  const at = Math.floor(now);
  seq = -1;
  setFailure(null);
  frameClient.open({ scene, seed, journal, at }).then(opened, couldNotOpen);
}

/** Back to the scene as it opens, in the running worker. */
export async function resetScene(): Promise<void> {
  await frameClient.reopen({ scene, seed });
  if (uiStore.getState().selection !== null) inspectSelection();
}
