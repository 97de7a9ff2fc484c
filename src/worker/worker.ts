/** The worker: holds worlds, takes commands, and answers each request for a frame at the first change (held pull). */
import type { Command, FromWorker, ReplyValue, ToWorker, WorldId } from './protocol';
import { Session } from './session';

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

function open(command: Extract<Command, { type: 'open' }>): void {
  const { world, scene, seed, journal, at } = command;
  const past = { ...(journal === undefined ? {} : { journal }), ...(at === undefined ? {} : { at }) };
  sessions.set(world, new Session({ world, scene, seed, ...past, clock: () => performance.now() }));
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
      reply(id, { undone: sessionOf(world).undo() });
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
