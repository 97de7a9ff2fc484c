/** `Warning` headers on stderr, each text once per command. Models client-go/rest/warnings.go. */
import type { ProgramContext } from '../program';

const WARNING = /299 \S+ "((?:[^"\\]|\\.)*)"/g;

export class Warnings {
  readonly #seen = new Set<string>();

  constructor(private readonly context: Pick<ProgramContext, 'err' | 'isTerminal' | 'env'>) {}

  get count(): number {
    return this.#seen.size;
  }

  /** The header of an answer; several warnings stand in it with commas between them. */
  take(header: string | undefined): void {
    for (const [, quoted = ''] of (header ?? '').matchAll(WARNING)) {
      this.warn(quoted.replace(/\\(.)/g, '$1'));
    }
  }

  warn(text: string): void {
    if (this.#seen.has(text)) return;
    this.#seen.add(text);
    const isColoured = this.context.isTerminal && !this.context.env.has('NO_COLOR');
    this.context.err(`${isColoured ? '\x1b[33;1mWarning:\x1b[0m' : 'Warning:'} ${text}\n`);
  }
}
