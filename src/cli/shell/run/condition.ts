/** `[[ … ]]`, and the tests that it shares with `test`. */
import { matches, patternSource } from '../expand/pattern';
import { ShellError } from '../shell-error';
import type { Condition, Word } from '../syntax/ast';
import type { Machine } from './machine';
import type { Process } from './process';
import type { Runner } from './runner';

export async function conditionHolds(
  condition: Condition,
  process: Process,
  runner: Runner,
): Promise<boolean> {
  const expander = runner.expander(process);
  switch (condition.type) {
    case 'not':
      return !(await conditionHolds(condition.of, process, runner));
    case 'and':
      return (
        (await conditionHolds(condition.left, process, runner)) &&
        (await conditionHolds(condition.right, process, runner))
      );
    case 'or':
      return (
        (await conditionHolds(condition.left, process, runner)) ||
        (await conditionHolds(condition.right, process, runner))
      );
    case 'unary':
      return unary(condition.operator, await expander.text(condition.operand), process, runner.machine());
    case 'binary': {
      const left = await expander.text(condition.left);
      if (condition.operator === '=~') return matchesExpression(left, condition.right, process, runner);
      if (['==', '=', '!='].includes(condition.operator)) {
        const isMatch = matches(left, await expander.pattern(condition.right));
        return condition.operator === '!=' ? !isMatch : isMatch;
      }
      const right = await expander.text(condition.right);
      if (/^-(?:eq|ne|lt|le|gt|ge)$/.test(condition.operator)) {
        return compare(condition.operator, expander.calculate(left), expander.calculate(right));
      }
      return binary(condition.operator, left, right, process, runner.machine());
    }
  }
}

/** `=~`: an extended regular expression; what is quoted in it stands for itself. Fills BASH_REMATCH. */
async function matchesExpression(
  text: string,
  word: Word,
  process: Process,
  runner: Runner,
): Promise<boolean> {
  const expander = runner.expander(process);
  let source = '';
  for (const part of word.parts) {
    const value = await expander.text({ parts: [part] });
    const isLiteral = part.type !== 'process' && part.quoted && part.type === 'text';
    source += isLiteral ? value.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&') : withClasses(value);
  }
  let expression: RegExp;
  try {
    expression = new RegExp(source, 'u');
  } catch {
    throw new ShellError(`${source}: invalid regular expression`, 2);
  }
  const found = expression.exec(text);
  const groups = found === null ? [] : [...found].map((group, at) => [String(at), group ?? ''] as const);
  process.state.set('BASH_REMATCH', new Map(groups));
  return found !== null;
}

const withClasses = (source: string): string =>
  source.replace(/\[[^\]]*\[:\w+:\][^\]]*\]/g, (bracket) => patternSource(bracket));

/** Throws a `ShellError` for an operator that does not exist. */
export function unary(operator: string, operand: string, process: Process, machine: Machine): boolean {
  const path = machine.files.resolve(process.state.cwd, operand);
  const kind = () =>
    /^\/dev\/(?:null|tty|stdin|stdout|stderr)$/.test(path) ? 'device' : machine.files.kindAt(path);
  switch (operator) {
    case '-n':
      return operand !== '';
    case '-z':
      return operand === '';
    case '-e':
    case '-a':
    case '-r':
    case '-w':
      return operand !== '' && kind() !== 'missing';
    case '-f':
      return operand !== '' && kind() === 'file';
    case '-d':
      return operand !== '' && kind() === 'folder';
    case '-s':
      return kind() === 'file' && machine.files.readAt(path) !== '';
    case '-x':
      return kind() === 'folder' || (kind() === 'file' && (machine.files.entryAt(path).mode & 0o111) !== 0);
    case '-v':
      return process.state.variable(operand) !== undefined;
    case '-o':
      return (process.state.options as unknown as Readonly<Record<string, boolean>>)[operand] === true;
    case '-t': {
      const descriptor = process.descriptors.get(Number(operand));
      return (descriptor?.sink ?? descriptor?.source)?.isTerminal === true;
    }
    case '-L':
    case '-h':
    case '-p':
    case '-S':
    case '-b':
    case '-c':
      return operator === '-c' && kind() === 'device';
    default:
      throw new ShellError(`${operator}: unary operator expected`, 2);
  }
}

/** Comparisons of `test`. Throws a `ShellError` for what is no number. */
export function binary(
  operator: string,
  left: string,
  right: string,
  process: Process,
  machine: Machine,
): boolean {
  switch (operator) {
    case '=':
    case '==':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '-nt':
    case '-ot': {
      const time = (name: string) =>
        machine.files.entryAt(machine.files.resolve(process.state.cwd, name)).changedAt;
      return operator === '-nt' ? time(left) > time(right) : time(left) < time(right);
    }
    case '-ef':
      return (
        machine.files.resolve(process.state.cwd, left) === machine.files.resolve(process.state.cwd, right)
      );
    default:
      return compare(operator, integer(left), integer(right));
  }
}

function integer(text: string): number {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) throw new ShellError(`${text}: integer expression expected`, 2);
  return Number(text);
}

function compare(operator: string, left: number, right: number): boolean {
  switch (operator) {
    case '-eq':
      return left === right;
    case '-ne':
      return left !== right;
    case '-lt':
      return left < right;
    case '-le':
      return left <= right;
    case '-gt':
      return left > right;
    case '-ge':
      return left >= right;
    default:
      throw new ShellError(`${operator}: binary operator expected`, 2);
  }
}
