/** What each instruction of a script does. */
import { resolvePath } from '../files';
import type { Instruction } from './code';
import { codeOf } from './compile';
import {
  addText,
  addValue,
  addVariable,
  arithmetic,
  beginBuild,
  cut,
  finishWord,
  setVariable,
  takeText,
  takeWords,
  topBuild,
  valueOf,
} from './expand';
import { enter, topFrame } from './frames';
import type { ShellHost } from './host';
import { globPattern, matches } from './pattern';
import type { Loop, ShellProcess } from './process';
import { run } from './run-command';
import { popFiles, pushFiles, redirect, say } from './streams';

/** Does one instruction. */
export function execute(process: ShellProcess, host: ShellHost, instruction: Instruction): void {
  const frame = topFrame(process);
  switch (instruction.op) {
    case 'args':
      beginBuild(process);
      break;
    case 'text':
      addText(topBuild(process), instruction.text, instruction.quoted);
      break;
    case 'variable':
      if (!addVariable(process, instruction.name, instruction.expansion, instruction.quoted))
        frame.pc = instruction.end;
      break;
    case 'default': {
      const value = takeText(process);
      setVariable(process, instruction.name, value);
      addValue(topBuild(process), value, instruction.quoted);
      break;
    }
    case 'cut': {
      const pattern = takeText(process);
      const { name, expansion, quoted } = instruction;
      addValue(topBuild(process), cut(valueOf(process, name) ?? '', pattern, expansion), quoted);
      break;
    }
    case 'arithmetic':
      addValue(topBuild(process), arithmetic(process, instruction.expression), instruction.quoted);
      break;
    case 'captured':
      addValue(topBuild(process), process.captured.text.replace(/\n+$/, ''), instruction.quoted);
      break;
    case 'word':
      finishWord(process, host);
      break;
    case 'set':
      setVariable(process, instruction.name, takeText(process));
      break;
    case 'run':
      run(process, host, takeWords(process));
      break;
    default:
      control(process, host, instruction);
  }
}

function control(process: ShellProcess, host: ShellHost, instruction: Instruction): void {
  const frame = topFrame(process);
  switch (instruction.op) {
    case 'jump':
      frame.pc = instruction.to;
      break;
    case 'if-ok':
      if (process.status === 0) frame.pc = instruction.to;
      break;
    case 'if-failed':
      if (process.status !== 0) frame.pc = instruction.to;
      break;
    case 'not':
      process.status = process.status === 0 ? 1 : 0;
      break;
    case 'status':
      process.status = instruction.code;
      break;
    case 'sub': {
      const begin = frame.pc;
      frame.pc = instruction.end;
      enter(process, instruction.kind, frame.script, begin, instruction.end, frame.args);
      break;
    }
    case 'define': {
      const { name, end } = instruction;
      process.functions[name] = { script: frame.script, pc: frame.pc, end };
      frame.pc = end;
      break;
    }
    case 'pipe':
      pushFiles(process, { input: process.captured, inherits: false });
      break;
    case 'files':
      pushFiles(process);
      break;
    case 'redirect':
      openFile(process, host, instruction.fd, instruction.operator);
      break;
    case 'end-files':
      popFiles(process);
      break;
    default:
      loop(process, instruction);
  }
}

function openFile(
  process: ShellProcess,
  host: ShellHost,
  fd: number,
  operator: '>' | '>>' | '<' | '>&' | '<<',
): void {
  const word = takeText(process);
  const problem = redirect(process, host, fd, operator, word, resolvePath(process.cwd, word));
  if (problem === '') return;
  say(process, host, `${process.name}: ${problem}\n`);
  process.status = 1;
  // What the redirection was for is not done: on to its `end-files`.
  const frame = topFrame(process);
  const { code } = codeOf(frame.script);
  let depth = 1;
  while (frame.pc < frame.end) {
    const { op } = code[frame.pc] as Instruction;
    if (op === 'files' || op === 'pipe') depth++;
    else if (op === 'end-files' && --depth === 0) return;
    frame.pc++;
  }
}

function loop(process: ShellProcess, instruction: Instruction): void {
  const frame = topFrame(process);
  switch (instruction.op) {
    case 'loop': {
      const { next, end } = instruction;
      frame.loops = [...frame.loops, { next, end, items: [], files: process.files.length }];
      break;
    }
    case 'items': {
      const top = frame.loops[frame.loops.length - 1] as Loop;
      frame.loops = [...frame.loops.slice(0, -1), { ...top, items: takeWords(process) }];
      break;
    }
    case 'next': {
      const top = frame.loops[frame.loops.length - 1] as Loop;
      const [item, ...items] = top.items;
      if (item === undefined) {
        frame.pc = instruction.end;
      } else {
        setVariable(process, instruction.name, item);
        frame.loops = [...frame.loops.slice(0, -1), { ...top, items }];
      }
      break;
    }
    case 'end-loop':
      frame.loops = frame.loops.slice(0, -1);
      break;
    case 'subject':
      frame.subject = takeText(process);
      break;
    case 'match':
      if (matches(globPattern(takeText(process)), frame.subject)) frame.pc = instruction.to;
      break;
    default:
      throw new Error(`shell: no instruction ${instruction.op}`);
  }
}
