/**
 * A very small shell: enough of `sh -c` for what classes run. Deterministic and synchronous: a script is worked out
 * at once into how long it runs, what it prints and how it ends.
 *
 * Known: `;` `&&` `||` newlines, quotes, `sleep`, `exit`, `echo`, `true`, `false`, `:`, `kill [-SIG] 1`, `trap … TERM`,
 * `exec`, `while true; do …; done`. Anything else is "not found" (127).
 */

export interface ScriptResult {
  /** ms until it ends; Infinity for a script that never does. */
  readonly runMs: number;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Signals sent to PID 1, by number. */
  readonly signals: readonly number[];
  /** Set by `trap`: how the shell leaves on SIGTERM. */
  readonly trapsTerm: boolean;
}

interface Run {
  ms: number;
  code: number;
  stdout: string;
  stderr: string;
  readonly signals: number[];
  trapsTerm: boolean;
  /** True after `exit` or an endless command. */
  over: boolean;
}

interface Command {
  readonly words: readonly string[];
  /** The operator before it. */
  readonly after: ';' | '&&' | '||';
}

const SIGNALS: Readonly<Record<string, number>> = { HUP: 1, INT: 2, QUIT: 3, KILL: 9, TERM: 15 };

/** Splits a script into words and operators. Quotes group; a `#` word begins a comment. */
function tokens(script: string): string[] {
  const found = script.match(/'[^']*'|"(?:[^"\\]|\\.)*"|&&|\|\||[;\n]|[^\s;&|'"]+|[&|]/g) ?? [];
  return found.map((token) => (token === '\n' ? ';' : token));
}

function unquote(token: string): string {
  const first = token[0];
  return first === "'" || first === '"' ? token.slice(1, -1) : token;
}

function parse(script: string): Command[] {
  const commands: Command[] = [];
  let words: string[] = [];
  let after: Command['after'] = ';';
  const flush = (next: Command['after']): void => {
    if (words.length > 0) commands.push({ words, after });
    words = [];
    after = next;
  };
  for (const token of tokens(script)) {
    if (token === ';' || token === '&&' || token === '||') flush(token);
    else if (token === '&') flush(';');
    else words.push(unquote(token));
  }
  flush(';');
  return commands;
}

function signalOf(word: string): number {
  const name = word.replace(/^-(s\s*)?/, '').replace(/^SIG/, '');
  return SIGNALS[name] ?? (Number(name) || 15);
}

/** Seconds of `sleep`, with its suffixes; `infinity` never ends; NaN for nonsense. */
export function sleepMs(word: string): number {
  if (word === 'infinity' || word === 'inf') return Infinity;
  const parts = /^([0-9]*\.?[0-9]+)([smhd]?)$/.exec(word);
  if (parts === null) return NaN;
  const unit = { '': 1, s: 1, m: 60, h: 3600, d: 86400 }[parts[2] ?? ''] ?? 1;
  return Math.round(Number(parts[1]) * unit * 1000);
}

function kill(run: Run, args: readonly string[]): void {
  const [first = '', second = ''] = args;
  const signal = first.startsWith('-') ? signalOf(first) : 15;
  const target = first.startsWith('-') ? second : first;
  run.code = 0;
  if (target === '1') {
    run.signals.push(signal);
  } else {
    run.code = 1;
    run.stderr += `sh: kill: (${target}) - No such process\n`;
  }
}

function execute(run: Run, words: readonly string[]): void {
  const [name = '', ...args] = words;
  switch (name) {
    case 'sleep': {
      const ms = sleepMs(args[0] ?? '');
      run.code = Number.isNaN(ms) ? 1 : 0;
      if (Number.isNaN(ms)) run.stderr += `sleep: invalid time interval '${args[0] ?? ''}'\n`;
      else run.ms += ms;
      if (ms === Infinity) run.over = true;
      break;
    }
    case 'exit':
      run.code = args[0] === undefined ? run.code : Number(args[0]) & 255;
      run.over = true;
      break;
    case 'echo':
      run.stdout += `${args.join(' ')}\n`;
      run.code = 0;
      break;
    case 'true':
    case ':':
      run.code = 0;
      break;
    case 'false':
      run.code = 1;
      break;
    case 'kill':
      kill(run, args);
      break;
    case 'trap':
      run.trapsTerm = run.trapsTerm || args.some((word) => /^(SIG)?TERM$|^15$/.test(word));
      run.code = 0;
      break;
    case 'exec':
      execute(run, args);
      run.over = true;
      break;
    default:
      run.code = 127;
      run.stderr += `sh: ${name}: not found\n`;
  }
}

/** What the script comes to. */
export function runScript(script: string): ScriptResult {
  const run: Run = { ms: 0, code: 0, stdout: '', stderr: '', signals: [], trapsTerm: false, over: false };
  const endless = /^\s*(.*?)\bwhile\s+(true|:)\s*;?\s*do\b/s.exec(script);
  for (const { words, after } of parse(endless?.[1] ?? script)) {
    if (run.over) break;
    if (after === '&&' && run.code !== 0) continue;
    if (after === '||' && run.code === 0) continue;
    execute(run, words);
  }
  const runMs = endless !== null && !run.over ? Infinity : run.ms;
  const { code: exitCode, stdout, stderr, signals, trapsTerm } = run;
  return { runMs, exitCode, stdout, stderr, signals, trapsTerm };
}
