/** A manifest tried without consequences: what the server would say, and what it would change. */
import { kubectl } from '../../cli/kubectl/run';
import { runProgram } from '../run-program';

export interface Trial {
  readonly title: string;
  /** What kubectl printed. */
  readonly lines: readonly string[];
  readonly failed: boolean;
  readonly isDiff: boolean;
}

/** `kubectl apply --dry-run=server`: everything but the storing happens. */
export async function tryManifest(text: string, source: string): Promise<Trial> {
  const args = ['apply', '-f', source, '--dry-run=server'];
  const { exitCode, stdout, stderr } = await runProgram(kubectl, args, `kubectl ${args.join(' ')}`, {
    [source]: text,
  });
  const failed = exitCode !== 0;
  const title = failed
    ? 'The API server would refuse it.'
    : 'The API server would take it. Nothing was stored.';
  return { title, lines: linesOf(stdout + stderr), failed, isDiff: false };
}

/** `kubectl diff`: the live objects beside what they would become. */
export async function compareManifest(text: string, source: string): Promise<Trial> {
  const args = ['diff', '-f', source];
  const { exitCode, stdout, stderr } = await runProgram(kubectl, args, `kubectl ${args.join(' ')}`, {
    [source]: text,
  });
  const failed = exitCode > 1;
  const title = failed
    ? 'It cannot be compared.'
    : exitCode === 0
      ? 'Nothing would change: the cluster has it just so.'
      : 'This would change (− is now, + would be):';
  return { title, lines: linesOf(stdout + stderr), failed, isDiff: !failed };
}

function linesOf(text: string): readonly string[] {
  return text.replace(/\n$/, '').split('\n');
}
