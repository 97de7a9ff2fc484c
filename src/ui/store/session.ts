import { type Frame, type JournalEntry, type SceneInfo, SCENES } from '../../worker/protocol';
import { FrameClient, type FailureKind, type WorkerPort } from './frame-client';
import { applyHops } from './hops';
import { planRecovery } from './recovery';
import {
  applyUi,
  type Branch,
  onSelect,
  setBranch,
  setBridge,
  setFailure,
  setScene,
  toast,
  uiStore,
} from './ui-state';
import { applyThings } from './world';

/** The one world of the page. */
const world = 'main';
const seed = 1;
/** A world that ran so long after its last failure has recovered. Real ms. */
const recoveredMs = 30_000;

let now = 0;
let seq = -1;
let journal: JournalEntry[] = [];
/** Entries of the journal that the scene itself brought: known with the first frame of a world opened afresh. */
let sceneEntries = 0;
let openedAfresh = true;
/** Wall clock at virtual 0 that a program outside has asked for, ms since 1970; null is the scene's own. */
let epochMs: number | null = null;
/** The scene that Undo brings back, and what Undo then calls it. */
let replaced: { readonly scene: string; label: string | null } | null = null;
let failures = 0;
let failedAt = Number.NEGATIVE_INFINITY;
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
  if (openedAfresh) sceneEntries = journal.length;
  if (openedAfresh && replaced) replaced.label = frame.undo;
  openedAfresh = false;
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
  onBridge: setBridge,
  onExchanges: (openExchanges) => uiStore.setState({ openExchanges }),
  onFailure: takeFailure,
});

function inspectSelection(): void {
  frameClient.inspect(uiStore.getState().selection);
}

/** The scene of this name, else the first: the address line is anybody's. */
function sceneOf(wanted: string | null): SceneInfo {
  const found = SCENES.find(({ name }) => name === wanted) ?? SCENES[0];
  if (!found) throw new Error('there are no scenes');
  return found;
}

let wired = false;

/** Opens the cluster for the first time. */
export function startSession(wanted: string | null = null): void {
  setScene(sceneOf(wanted).name);
  if (!wired) {
    wired = true;
    onSelect(inspectSelection);
  }
  openAfresh();
}

function opened(): void {
  setFailure(null);
  const { state } = uiStore.getState().bridge;
  // A new worker knows nothing of the bridge that the old one held.
  if (state === 'connected' || state === 'lost')
    frameClient.send({ type: 'bridge', on: true, takeOver: true }).catch(() => undefined);
  if (uiStore.getState().selection !== null) inspectSelection();
}

interface Past {
  readonly journal: readonly JournalEntry[];
  readonly at: number;
}

/** Counts the workers, so that the end of an old one is not taken for a failure of the new one. */
let opening = 0;

function openNew(past: Past | null): Promise<void> {
  opening += 1;
  const mine = opening;
  seq = -1;
  openedAfresh = past === null;
  replaced = null;
  const { scene } = uiStore.getState();
  const from = past === null ? {} : { journal: past.journal, at: past.at };
  return frameClient.open({ scene, seed, ...from, ...epoch() }).then(opened, (error: Error) => {
    // The worker lives, but it could not open the world: a journal that does not fit, for example.
    if (mine === opening && frameClient.lives) takeFailure('crashed', error.message);
  });
}

function epoch(): { readonly epochMs?: number } {
  return epochMs === null ? {} : { epochMs };
}

/**
 * Lets programs outside use this cluster. Its clock is set to the wall clock first, by building the same world again with
 * another beginning: kubectl computes ages with the clock of its own machine.
 */
export async function connectBridge(takeOver: boolean): Promise<void> {
  if (epochMs === null) {
    epochMs = Math.floor((Date.now() - now) / 1000) * 1000;
    const { scene } = uiStore.getState();
    await frameClient.reopen({ scene, seed, journal, at: Math.floor(now), ...epoch() });
    if (uiStore.getState().selection !== null) inspectSelection();
  }
  await frameClient.send({ type: 'bridge', on: true, takeOver });
}

export async function disconnectBridge(): Promise<void> {
  await frameClient.send({ type: 'bridge', on: false });
}

/** Ends the worker and opens the scene in a new one, with nothing of what was done. */
export function openAfresh(): void {
  failures = 0;
  epochMs = null;
  setFailure(null);
  void openNew(null);
}

/** Back to a scene as it opens, in the running worker. Undo brings back what was before. */
export async function openScene(scene: string): Promise<void> {
  const before = { scene: uiStore.getState().scene, label: null };
  await frameClient.reopen({ scene, seed, ...epoch() });
  replaced = before;
  openedAfresh = true;
  setScene(scene);
  if (uiStore.getState().selection !== null) inspectSelection();
}

export function resetScene(): Promise<void> {
  return openScene(uiStore.getState().scene);
}

/** Takes back the last input, or brings back the scene before this one. Answers its label, '' for nothing. */
export async function undoInput(): Promise<string> {
  const { undone = '' } = await frameClient.send({ type: 'undo' });
  if (replaced && undone !== '' && undone === replaced.label) {
    setScene(replaced.scene);
    replaced = null;
  }
  return undone;
}

/**
 * A worker that died or got stuck is built again from what the page holds, without asking: first at the same moment,
 * then before the last input; only after that the person has to choose.
 */
function takeFailure(kind: FailureKind, detail: string): void {
  failures = performance.now() - failedAt > recoveredMs ? 1 : failures + 1;
  failedAt = performance.now();
  const plan = planRecovery({ journal, sceneEntries, now }, kind === 'version' ? 3 : failures);
  setFailure({ kind, detail, rebuilding: plan.kind !== 'stop' });
  if (plan.kind === 'stop') return;
  const branch = branchOf(detail);
  const mine = failures;
  const { paused, auto, speed } = uiStore.getState().pace;
  void openNew(plan).then(() => {
    if (failures !== mine || uiStore.getState().failure !== null) return;
    // After going back the clock stands: what follows may be what went wrong.
    const pace = { paused: paused || plan.kind === 'back', auto, ...(auto ? {} : { speed }) };
    frameClient.send({ type: 'pace', pace }).catch(() => undefined);
    if (plan.kind === 'back') setBranch({ ...branch, lost: plan.branch.map(({ label }) => label) });
    else toast('info', 'The cluster was built again from what you did, and stands where it stood.');
  });
}

function branchOf(detail: string): Branch {
  return { scene: uiStore.getState().scene, seed, journal, at: Math.floor(now), detail, lost: [] };
}
