/** What programs offer for Tab. */
import type { Completer } from '../../cli/shell/console/completion';

export const COMPLETERS: ReadonlyMap<string, Completer> = new Map();
