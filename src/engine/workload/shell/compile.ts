/** Syntax tree to instructions. */
import type { Code, Instruction } from './code';
import { parse } from './parse';
import { SyntaxProblem, type Node, type Part, type Redirect, type Simple, type Word } from './syntax';

/** Where an instruction will lead once that is known. */
type Label = { at: number };

type Loose<T> = T extends Instruction
  ? { [K in keyof T]: T[K] extends number ? number | Label : T[K] }
  : never;

class Compiler {
  private readonly code: Loose<Instruction>[] = [];

  finish(): Code {
    return this.code.map((instruction) => {
      const plain: Record<string, unknown> = { ...instruction };
      for (const [key, value] of Object.entries(plain)) {
        if (typeof value === 'object' && value !== null) plain[key] = (value as Label).at;
      }
      return plain as unknown as Instruction;
    });
  }

  private emit(instruction: Loose<Instruction>): void {
    this.code.push(instruction);
  }

  private place(label: Label): void {
    label.at = this.code.length;
  }

  node(node: Node): void {
    switch (node.kind) {
      case 'simple':
        this.redirected(node.redirects, () => this.simple(node));
        break;
      case 'list':
        for (const { node: item, background } of node.items) {
          if (background) this.sub('background', () => this.node(item));
          else this.node(item);
        }
        break;
      case 'and-or':
        this.node(node.first);
        for (const { operator, node: right } of node.rest) {
          const end: Label = { at: 0 };
          this.emit({ op: operator === '&&' ? 'if-failed' : 'if-ok', to: end });
          this.node(right);
          this.place(end);
        }
        break;
      case 'pipeline':
        this.pipeline(node.stages, node.negated);
        break;
      case 'function': {
        const end: Label = { at: 0 };
        this.emit({ op: 'define', name: node.name, end });
        this.node(node.body);
        this.place(end);
        break;
      }
      case 'group':
        this.redirected(node.redirects, () => {
          if (node.subshell) this.sub('shell', () => this.node(node.body));
          else this.node(node.body);
        });
        break;
      default:
        this.redirected(node.redirects, () => this.control(node));
    }
  }

  private control(node: Extract<Node, { kind: 'if' | 'while' | 'for' | 'case' }>): void {
    switch (node.kind) {
      case 'if':
        this.ifClauses(node);
        break;
      case 'while':
        this.whileLoop(node);
        break;
      case 'for':
        this.forLoop(node);
        break;
      case 'case':
        this.caseArms(node);
        break;
    }
  }

  private ifClauses(node: Extract<Node, { kind: 'if' }>): void {
    const end: Label = { at: 0 };
    for (const { condition, body } of node.clauses) {
      const next: Label = { at: 0 };
      this.node(condition);
      this.emit({ op: 'if-failed', to: next });
      this.node(body);
      this.emit({ op: 'jump', to: end });
      this.place(next);
    }
    this.emit({ op: 'status', code: 0 });
    if (node.otherwise !== null) this.node(node.otherwise);
    this.place(end);
  }

  private whileLoop(node: Extract<Node, { kind: 'while' }>): void {
    const [next, end, out]: Label[] = [{ at: 0 }, { at: 0 }, { at: 0 }];
    this.emit({ op: 'loop', next: next as Label, end: end as Label });
    this.place(next as Label);
    this.node(node.condition);
    this.emit({ op: node.until ? 'if-ok' : 'if-failed', to: out as Label });
    this.node(node.body);
    this.emit({ op: 'jump', to: next as Label });
    this.place(out as Label);
    this.emit({ op: 'status', code: 0 });
    this.place(end as Label);
    this.emit({ op: 'end-loop' });
  }

  private forLoop(node: Extract<Node, { kind: 'for' }>): void {
    const next: Label = { at: 0 };
    const end: Label = { at: 0 };
    this.emit({ op: 'loop', next, end });
    this.emit({ op: 'args' });
    for (const word of node.words) this.word(word);
    this.emit({ op: 'items' });
    this.place(next);
    this.emit({ op: 'next', name: node.name, end });
    this.node(node.body);
    this.emit({ op: 'jump', to: next });
    this.place(end);
    this.emit({ op: 'end-loop' });
  }

  private caseArms(node: Extract<Node, { kind: 'case' }>): void {
    const end: Label = { at: 0 };
    const bodies = node.arms.map((): Label => ({ at: 0 }));
    this.operand(node.word);
    this.emit({ op: 'subject' });
    node.arms.forEach(({ patterns }, i) => {
      for (const pattern of patterns) {
        this.operand(pattern);
        this.emit({ op: 'match', to: bodies[i] as Label });
      }
    });
    this.emit({ op: 'status', code: 0 });
    this.emit({ op: 'jump', to: end });
    node.arms.forEach(({ body }, i) => {
      this.place(bodies[i] as Label);
      this.node(body);
      this.emit({ op: 'jump', to: end });
    });
    this.place(end);
  }

  private pipeline(stages: readonly Node[], negated: boolean): void {
    stages.forEach((stage, i) => {
      if (i > 0) this.emit({ op: 'pipe' });
      const last = i === stages.length - 1;
      this.sub(last ? 'shell' : 'capture', () => this.node(stage));
      if (i > 0) this.emit({ op: 'end-files' });
    });
    if (negated) this.emit({ op: 'not' });
  }

  private sub(kind: 'shell' | 'capture' | 'background', body: () => void): void {
    const end: Label = { at: 0 };
    this.emit({ op: 'sub', kind, end });
    body();
    this.place(end);
  }

  private redirected(redirects: readonly Redirect[], body: () => void): void {
    if (redirects.length > 0) this.emit({ op: 'files' });
    for (const { fd, operator, target } of redirects) {
      this.operand(target);
      this.emit({ op: 'redirect', fd, operator });
    }
    body();
    if (redirects.length > 0) this.emit({ op: 'end-files' });
  }

  private simple({ assignments, words }: Simple): void {
    if (words.length === 0) this.emit({ op: 'status', code: 0 });
    for (const { name, word } of assignments) {
      this.operand(word);
      this.emit({ op: 'set', name });
    }
    if (words.length === 0) return;
    this.emit({ op: 'args' });
    for (const word of words) this.word(word);
    this.emit({ op: 'run' });
  }

  private word(word: Word): void {
    for (const part of word) this.part(part);
    this.emit({ op: 'word' });
  }

  /** A word on a list of its own, that no blank splits. */
  private operand(word: Word): void {
    this.emit({ op: 'args' });
    for (const part of word) this.part({ ...part, quoted: true });
  }

  private part(part: Part): void {
    switch (part.kind) {
      case 'text':
        this.emit({ op: 'text', text: part.text, quoted: part.quoted });
        break;
      case 'arithmetic':
        this.emit({ op: 'arithmetic', expression: part.expression, quoted: part.quoted });
        break;
      case 'command':
        this.sub('capture', () => this.node(part.body));
        this.emit({ op: 'captured', quoted: part.quoted });
        break;
      case 'variable':
        this.variable(part);
        break;
    }
  }

  private variable(part: Extract<Part, { kind: 'variable' }>): void {
    const { name, expansion, quoted, operand } = part;
    const end: Label = { at: 0 };
    if (expansion.endsWith('.')) {
      this.operand(operand);
      this.emit({ op: 'cut', name, expansion, quoted });
      return;
    }
    this.emit({ op: 'variable', name, expansion, quoted, end });
    if (expansion === '=' || expansion === ':=') {
      this.operand(operand);
      this.emit({ op: 'default', name, quoted });
    } else {
      for (const inner of operand) this.part(quoted ? { ...inner, quoted } : inner);
    }
    this.place(end);
  }
}

/** A script as a process holds it. Immutable: its code is remembered by its identity. */
export interface Script {
  readonly text: string;
  /** Set when it is one command that needs no shell: its words. */
  readonly words?: readonly string[];
}

export interface Compiled {
  readonly code: Code;
  /** '' or why the shell refuses it. */
  readonly problem: string;
}

const compiled = new WeakMap<Script, Compiled>();

function compile(script: Script): Compiled {
  const compiler = new Compiler();
  try {
    if (script.words === undefined) {
      compiler.node(parse(script.text));
    } else {
      const words = script.words.map((text): Word => [{ kind: 'text', text, quoted: true }]);
      compiler.node({ kind: 'simple', assignments: [], words, redirects: [] });
    }
    return { code: compiler.finish(), problem: '' };
  } catch (error) {
    if (error instanceof SyntaxProblem) return { code: [], problem: error.message };
    throw error;
  }
}

export function codeOf(script: Script): Compiled {
  const known = compiled.get(script);
  if (known !== undefined) return known;
  const fresh = compile(script);
  compiled.set(script, fresh);
  return fresh;
}

const ofWords = new WeakMap<readonly string[], Script>();

/**
 * A command as a script: the same one for the same words, because probes ask again and again. A text for `sh -c` is
 * the script itself.
 */
export function scriptOfWords(words: readonly string[]): Script {
  const known = ofWords.get(words);
  if (known !== undefined) return known;
  const [shell = '', flag, text = ''] = words;
  const isText = flag === '-c' && words.length === 3 && (shell === 'sh' || shell === '/bin/sh');
  const script: Script = isText ? { text } : { text: '', words };
  ofWords.set(words, script);
  return script;
}
