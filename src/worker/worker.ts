/** The worker: holds worlds, takes commands, and answers each request for a frame at the first change (held pull). */
import type { Command, FromWorker, ReplyValue, ToWorker, WorldId } from './protocol';
import { RESET, Session } from './session';

const sessions = new Map<WorldId, Session>();
/** Worlds for which the page has asked for a frame that has not been sent yet. */
const credits = new Set<WorldId>();

function post(message: FromWorker): void {
  self.postMessage(message);
}

function reply(id: number, value: ReplyValue): void {
  post({ type: 'reply', id, ok: true, value });
}

function flush(world: WorldId): void {
  const session = sessions.get(world);
  if (session === undefined || !credits.has(world) || !session.hasNews()) return;
  credits.delete(world);
  post(session.frame());
}

function sessionOf(world: WorldId): Session {
  const session = sessions.get(world);
  if (session === undefined) throw new Error(`no world called "${world}" is open`);
  return session;
}

/** Opens a world. One that stands there already steps aside, and Undo brings it back; only one is kept so. */
function open({ world, scene, seed, journal, at }: Extract<Command, { type: 'open' }>): void {
  const before = journal === undefined ? sessions.get(world) : undefined;
  before?.leave();
  const past = {
    ...(journal === undefined ? {} : { journal }),
    ...(at === undefined ? {} : { at }),
    ...(before === undefined ? {} : { before }),
  };
  sessions.set(world, new Session({ world, scene, seed, ...past, clock: () => performance.now() }));
}

/** Takes back the last input; when there is none, the Reset before. Returns what was taken back, or ''. */
function undo(world: WorldId): string {
  const session = sessionOf(world);
  const before = session.before();
  if (before === undefined) return session.undo();
  sessions.set(world, before);
  before.comeBack();
  return RESET;
}

function take(command: ToWorker): void {
  const { id, world } = command;
  switch (command.type) {
    case 'frame':
      credits.add(world);
      return;
    case 'open':
      open(command);
      reply(id, {});
      return;
    case 'request':
      sessionOf(world).request(
        command.request,
        command.label,
        (response) => reply(id, { response }),
        command.batch,
      );
      return;
    case 'pace':
      sessionOf(world).setPace(command.pace);
      break;
    case 'step':
      sessionOf(world).step(command.unit);
      break;
    case 'undo':
      reply(id, { undone: undo(world) });
      return;
    case 'inspect':
      sessionOf(world).inspect(command.about);
      break;
  }
  reply(id, {});
}

self.addEventListener('message', ({ data }: MessageEvent<ToWorker>) => {
  try {
    take(data);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    post({ type: 'reply', id: data.id, ok: false, error: words });
  }
  try {
    flush(data.world);
  } catch (error) {
    // The engine broke: let the page know, which restarts it from the journal.
    self.setTimeout(() => {
      throw error;
    });
  }
});
