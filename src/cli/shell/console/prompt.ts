/** The prompt: `$PS1` as bash reads it. */
import type { Shell } from '../shell';

export function promptOf(shell: Shell): string {
  const home = shell.state.get('HOME') ?? '/';
  const { cwd } = shell.state;
  const short = cwd === home || cwd.startsWith(`${home}/`) ? `~${cwd.slice(home.length)}` : cwd;
  const host = shell.state.get('HOSTNAME') ?? 'localhost';
  const meanings: Readonly<Record<string, string>> = {
    u: 'root',
    h: host,
    H: host,
    w: short,
    W: short === '~' ? '~' : (short.split('/').at(-1) ?? '/') || '/',
    $: '#',
    n: '\n',
    e: '\u001b',
    s: 'bash',
    '[': '',
    ']': '',
    '\\': '\\',
    '#': String(shell.history.length + 1),
    '!': String(shell.history.length + 1),
  };
  return (shell.state.get('PS1') ?? '$ ').replace(/\\(0?33|.)/g, (whole, letter: string) =>
    /^0?33$/.test(letter) ? '\u001b' : (meanings[letter] ?? whole),
  );
}
