/** The shell language as data. Models POSIX 2.10 with bash's arrays, `[[ ]]`, `(( ))`, `<<<`, `&>` and `|&`. */

export interface Word {
  readonly parts: readonly Part[];
}

export type Part =
  /** `quoted` text is neither split nor a pattern. */
  | { readonly type: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly type: 'parameter'; readonly parameter: Parameter; readonly quoted: boolean }
  | { readonly type: 'command'; readonly body: Script; readonly quoted: boolean }
  | { readonly type: 'arithmetic'; readonly expression: Word; readonly quoted: boolean }
  /** `<(…)` and `>(…)`. */
  | { readonly type: 'process'; readonly body: Script; readonly direction: '<' | '>' };

/** `$name` or `${…}`. */
export interface Parameter {
  readonly name: string;
  /** `${a[1]}`; '@' and '*' are themselves. */
  readonly index: Word | null;
  /** `${#name}`. */
  readonly isLength: boolean;
  /** `${!name}`. */
  readonly isIndirect: boolean;
  /** `:-`, `=`, `##`, `//`, `^^`, `:` (substring) … or ''. */
  readonly operator: string;
  readonly argument: Word | null;
  /** The replacement of `/`, the length of `:`. */
  readonly second: Word | null;
}

export interface Assignment {
  readonly name: string;
  readonly index: Word | null;
  readonly isAppend: boolean;
  readonly value: Word;
  /** `a=(x y [3]=z)`; null for a plain value. */
  readonly elements: readonly { readonly index: Word | null; readonly value: Word }[] | null;
}

export type RedirectOperator = '<' | '>' | '>>' | '>|' | '<>' | '>&' | '<&' | '&>' | '&>>' | '<<' | '<<<';

export interface Redirect {
  readonly fd: number | null;
  readonly operator: RedirectOperator;
  /** The file, the descriptor, the text of `<<<`, or the here-document's body. */
  readonly target: Word;
}

export interface Simple {
  readonly type: 'simple';
  readonly assignments: readonly Assignment[];
  readonly words: readonly (Word | Assignment)[];
  readonly redirects: readonly Redirect[];
  readonly line: number;
}

export type Compound =
  | { readonly type: 'group'; readonly body: Script }
  | { readonly type: 'subshell'; readonly body: Script }
  | {
      readonly type: 'if';
      readonly clauses: readonly { readonly condition: Script; readonly body: Script }[];
      readonly otherwise: Script | null;
    }
  | { readonly type: 'while'; readonly until: boolean; readonly condition: Script; readonly body: Script }
  | {
      readonly type: 'for';
      readonly name: string;
      readonly words: readonly Word[] | null;
      readonly body: Script;
    }
  | { readonly type: 'loop'; readonly head: readonly [Word, Word, Word]; readonly body: Script }
  | {
      readonly type: 'case';
      readonly word: Word;
      readonly items: readonly {
        readonly patterns: readonly Word[];
        readonly body: Script;
        readonly end: ';;' | ';&' | ';;&';
      }[];
    }
  | { readonly type: 'arithmetic'; readonly expression: Word }
  | { readonly type: 'test'; readonly condition: Condition };

export type Condition =
  | { readonly type: 'not'; readonly of: Condition }
  | { readonly type: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly type: 'unary'; readonly operator: string; readonly operand: Word }
  | { readonly type: 'binary'; readonly operator: string; readonly left: Word; readonly right: Word };

export type Command =
  | Simple
  | {
      readonly type: 'compound';
      readonly compound: Compound;
      readonly redirects: readonly Redirect[];
      readonly line: number;
    }
  | { readonly type: 'function'; readonly name: string; readonly body: Command };

export interface Pipeline {
  readonly isNegated: boolean;
  readonly isTimed: boolean;
  readonly commands: readonly Command[];
  /** `|&` after the command at this place. */
  readonly withErrors: readonly boolean[];
}

export interface AndOr {
  readonly first: Pipeline;
  readonly rest: readonly { readonly operator: '&&' | '||'; readonly pipeline: Pipeline }[];
}

export interface Item {
  readonly chain: AndOr;
  readonly isBackground: boolean;
  /** As typed: what `jobs` prints. */
  readonly source: string;
}

export type Script = readonly Item[];

/** `isIncomplete`: more lines could still make it right. */
export class ShellSyntaxError extends Error {
  override readonly name = 'ShellSyntaxError';
  constructor(
    message: string,
    readonly line: number,
    readonly isIncomplete: boolean,
  ) {
    super(message);
  }
}
