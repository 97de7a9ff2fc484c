/**
 * The instructions that a script is compiled to. A script that waits is resumed at an instruction, so its whole state
 * is a few numbers and texts (process.ts).
 */
import type { Expansion, Redirect } from './syntax';

export type Instruction =
  /** Begins a list of words; the following instructions add to its last word. */
  | { readonly op: 'args' }
  | { readonly op: 'text'; readonly text: string; readonly quoted: boolean }
  /** Adds a variable's value and goes to `end`; or goes on with the operand when its expansion says so. */
  | {
      readonly op: 'variable';
      readonly name: string;
      readonly expansion: Expansion;
      readonly quoted: boolean;
      readonly end: number;
    }
  /** Takes the operand from the newest list, sets the variable to it and adds it. */
  | { readonly op: 'default'; readonly name: string; readonly quoted: boolean }
  /** Takes a pattern from the newest list and adds the variable's value without what matches at its side. */
  | { readonly op: 'cut'; readonly name: string; readonly expansion: Expansion; readonly quoted: boolean }
  | { readonly op: 'arithmetic'; readonly expression: string; readonly quoted: boolean }
  /** Adds what the last capture caught. */
  | { readonly op: 'captured'; readonly quoted: boolean }
  /** Ends the word. */
  | { readonly op: 'word' }
  /** Takes the newest list as the value of a variable. */
  | { readonly op: 'set'; readonly name: string }
  /** Takes the newest list as a command. */
  | { readonly op: 'run' }
  | { readonly op: 'jump' | 'if-ok' | 'if-failed'; readonly to: number }
  | { readonly op: 'not' }
  | { readonly op: 'status'; readonly code: number }
  /** Begins a subshell that ends at `end`. */
  | { readonly op: 'sub'; readonly kind: 'shell' | 'capture' | 'background'; readonly end: number }
  /** What was captured becomes the input of what follows, until `end-files`. */
  | { readonly op: 'pipe' }
  | { readonly op: 'files' }
  | { readonly op: 'redirect'; readonly fd: number; readonly operator: Redirect['operator'] }
  | { readonly op: 'end-files' }
  /** Begins a loop: `continue` goes to `next`, `break` to `end`. */
  | { readonly op: 'loop'; readonly next: number; readonly end: number }
  | { readonly op: 'end-loop' }
  /** Takes the newest list as what a `for` loop goes through. */
  | { readonly op: 'items' }
  | { readonly op: 'next'; readonly name: string; readonly end: number }
  /** Takes the newest list as the subject of a `case`, then as a pattern that leads to `to` when it matches. */
  | { readonly op: 'subject' }
  | { readonly op: 'match'; readonly to: number }
  | { readonly op: 'define'; readonly name: string; readonly end: number };

export type Code = readonly Instruction[];
