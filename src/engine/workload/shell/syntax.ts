/** The syntax tree of a shell script: the part of POSIX sh that classes use. Plain data. */

/** What `${NAME…}` does when the variable is absent or empty; '' for a plain expansion, '#' for its length. */
export type Expansion = '' | '#' | '-' | ':-' | '=' | ':=' | '+' | ':+' | '#.' | '##.' | '%.' | '%%.';

export type Part =
  | { readonly kind: 'text'; readonly text: string; readonly quoted: boolean }
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly expansion: Expansion;
      readonly operand: Word;
      readonly quoted: boolean;
    }
  | { readonly kind: 'command'; readonly body: Node; readonly quoted: boolean }
  | { readonly kind: 'arithmetic'; readonly expression: string; readonly quoted: boolean };

export type Word = readonly Part[];

export interface Redirect {
  /** 0, 1, 2, or 12 for both outputs. */
  readonly fd: number;
  readonly operator: '>' | '>>' | '<' | '>&' | '<<';
  readonly target: Word;
}

interface Redirected {
  readonly redirects: readonly Redirect[];
}

export interface Simple extends Redirected {
  readonly kind: 'simple';
  readonly assignments: readonly { readonly name: string; readonly word: Word }[];
  readonly words: readonly Word[];
}

export type Node =
  | Simple
  | {
      readonly kind: 'list';
      readonly items: readonly { readonly node: Node; readonly background: boolean }[];
    }
  | {
      readonly kind: 'and-or';
      readonly first: Node;
      readonly rest: readonly { readonly operator: '&&' | '||'; readonly node: Node }[];
    }
  | { readonly kind: 'pipeline'; readonly stages: readonly Node[]; readonly negated: boolean }
  | ({
      readonly kind: 'if';
      readonly clauses: readonly { readonly condition: Node; readonly body: Node }[];
      readonly otherwise: Node | null;
    } & Redirected)
  | ({
      readonly kind: 'while';
      readonly until: boolean;
      readonly condition: Node;
      readonly body: Node;
    } & Redirected)
  | ({
      readonly kind: 'for';
      readonly name: string;
      readonly words: readonly Word[];
      readonly body: Node;
    } & Redirected)
  | ({
      readonly kind: 'case';
      readonly word: Word;
      readonly arms: readonly { readonly patterns: readonly Word[]; readonly body: Node }[];
    } & Redirected)
  | ({ readonly kind: 'group'; readonly subshell: boolean; readonly body: Node } & Redirected)
  | { readonly kind: 'function'; readonly name: string; readonly body: Node };

/** A script that the shell refuses to begin. `message` is in busybox's words. */
export class SyntaxProblem extends Error {}
