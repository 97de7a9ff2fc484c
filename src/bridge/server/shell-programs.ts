/** The programs that a shell without a page can run. */
import type { Program } from '../../cli/program';
import type { Completer } from '../../cli/shell/console/completion';
import { kubectlCompleter } from '../../cli/shell/console/kubectl';

export const PROGRAMS: ReadonlyMap<string, () => Promise<Program>> = new Map([
  ['kubectl', async () => (await import('../../cli/kubectl/run')).kubectl],
]);

export const COMPLETERS: ReadonlyMap<string, Completer> = new Map([['kubectl', kubectlCompleter]]);
