/** Tab for kubectl: loaded with the program. */
import type { Completer } from './completion';

export const kubectlCompleter: Completer = async (words, context) => {
  const { complete } = await import('../../kubectl/complete');
  return await complete(words, context);
};
