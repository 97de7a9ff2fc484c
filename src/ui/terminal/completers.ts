/** What programs offer for Tab. */
import type { Completer } from '../../cli/shell/console/completion';
import { kubectlCompleter } from '../../cli/shell/console/kubectl';

export const COMPLETERS: ReadonlyMap<string, Completer> = new Map([['kubectl', kubectlCompleter]]);
