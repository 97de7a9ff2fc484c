/** Which text tools read their standard input, told from their arguments: a tool that does not must leave it to others. */

/** Options that take the next word as their value, and how many words stand before the files. */
interface Shape {
  readonly values: string;
  readonly longValues?: readonly string[];
  /** Operands that are no files: a pattern, a program. */
  readonly scripts: number;
  /** With one of these options the script stands there. */
  readonly scriptOptions?: string;
}

const file = (values = ''): Shape => ({ values, scripts: 0 });

const GREP: Shape = { values: 'efmABC', scripts: 1, scriptOptions: 'ef' };

/** Tools that are not here never read their standard input. */
const READERS: Readonly<Record<string, Shape>> = {
  grep: GREP,
  egrep: GREP,
  fgrep: GREP,
  sed: { values: 'efl', scripts: 1, scriptOptions: 'ef' },
  awk: { values: 'Fvf', scripts: 1, scriptOptions: 'f' },
  jq: { values: 'fL', longValues: ['--indent', '--tab', '--from-file'], scripts: 1, scriptOptions: 'f' },
  sort: file('ktoST'),
  uniq: file('fsw'),
  cut: file('bcdf'),
  tr: { values: '', scripts: 99 },
  wc: file(),
  paste: file('d'),
  rev: file(),
  nl: file('bdfhilnpsvw'),
  fold: file('w'),
  expand: file('t'),
  unexpand: file('t'),
  strings: file('nt'),
  split: file('abln'),
  column: file('sco'),
  join: file('12etoav'),
  comm: file(),
  base64: file('w'),
  md5sum: file(),
  sha1sum: file(),
  sha256sum: file(),
  tac: file('s'),
  od: file('ANjtvw'),
  diff: { values: 'UC', scripts: 99 },
};

/** True when the tool would read its standard input. */
export function readsInput(name: string, args: readonly string[]): boolean {
  const shape = READERS[name];
  if (shape === undefined) return false;
  if (args.includes('-') || args.some((arg) => arg === '/dev/stdin' || arg === '--files-from=-')) return true;
  if (name === 'diff') return false;
  let operands = 0;
  let scripts = shape.scripts;
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (arg === '--') {
      operands += args.length - at - 1;
      break;
    }
    if (name === 'jq' && /^--(?:arg|argjson|slurpfile|rawfile)$/.test(arg)) at += 2;
    else if (name === 'jq' && /^(?:-n|--null-input)$/.test(arg)) return false;
    else if (arg.startsWith('--')) {
      if (shape.longValues?.includes(arg)) at += 1;
      if (/^--(?:regexp|expression|file|from-file)=/.test(arg)) scripts = 0;
    } else if (/^-\D?/.test(arg) && arg !== '-') {
      const letter = Array.from(arg.slice(1)).findIndex((one) => shape.values.includes(one));
      if (letter < 0) continue;
      if (shape.scriptOptions?.includes(arg[letter + 1] ?? '')) scripts = 0;
      if (letter === arg.length - 2) at += 1;
    } else operands += 1;
  }
  if (/^[ef]?grep$/.test(name) && args.some((arg) => /^-\w*[rR]/.test(arg))) return false;
  return operands <= scripts;
}

/**
 * True when the tool may be given its input piece by piece, line by line, with the same result as at once: `kubectl get -w | grep`
 * prints as it comes.
 */
export function worksByLine(name: string, args: readonly string[]): boolean {
  switch (name) {
    case 'grep':
    case 'egrep':
    case 'fgrep':
      return args
        .filter((arg) => arg.startsWith('-'))
        .every((arg) => /^-[ivwxohEFPe]+$|^--(?:color|line-buffered)/.test(arg));
    case 'cut':
    case 'rev':
      return true;
    case 'tr':
      return !args.some((arg) => /^-\w*s/.test(arg)) && !args.join('').includes('\\n');
    case 'sed': {
      const script = args.filter((arg) => !/^-[nEru]+$/.test(arg));
      return (
        script.length === 1 &&
        /^(?:s(.)(?:(?!\1).)*\1(?:(?!\1).)*\1[gpiI]*|\/[^/]*\/[dp])$/.test(script[0] ?? '')
      );
    }
    case 'awk': {
      const program =
        args.find((arg, at) => !arg.startsWith('-') && !/^-[Fv]$/.test(args[at - 1] ?? '')) ?? '';
      return !/\b(?:BEGIN|END|F?NR|getline|exit|next)\b|\+\+|--|[^=!<>~]=[^=~]/.test(program);
    }
    default:
      return false;
  }
}
