/** What the clients of the network have in common. */
import { resolvePath } from '../../files';
import type { Call, Outcome } from '../host';
import type { Answer, Ask, Wait } from '../process';

/** A TCP connection that nobody answers is given up after the retries of its first packet. */
export const CONNECT_MS = 127_000;

export interface Url {
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

export function urlOf(text: string): Url {
  const parts = /^(?:(https?):\/\/)?(?:[^@/]*@)?([^:/]+)(?::(\d+))?(\/.*)?$/.exec(text);
  const port = parts?.[3] ?? (parts?.[1] === 'https' ? '443' : '80');
  return { host: parts?.[2] ?? '', port: Number(port), path: parts?.[4] ?? '/' };
}

/** Asks; finishes at once when the answer is known at once. */
export function ask(call: Call, request: Ask, finish: (call: Call, answer: Answer) => number): Outcome {
  const answer = call.host.ask(request);
  if (answer !== null) return finish(call, answer);
  const wait: Wait = { kind: 'ask', ask: request, command: [call.name, ...call.args] };
  return wait;
}

/** Writes what was fetched to a file, or to the output for `-`. */
export function deliver(call: Call, target: string, body: string, quiet: boolean): number {
  const label = target === '-' ? 'stdout' : `'${target}'`;
  if (target === '-' || target === '/dev/stdout') {
    call.out(body);
  } else if (target !== '/dev/null') {
    const problem = call.host.files.write(resolvePath(call.process.cwd, target), { text: body, mode: 0o644 });
    if (problem !== '') {
      call.err(`${call.name}: can't open '${target}': ${problem}\n`);
      return 1;
    }
  }
  if (!quiet) call.err(target === '-' ? `written to ${label}\n` : `${label} saved\n`);
  return 0;
}
