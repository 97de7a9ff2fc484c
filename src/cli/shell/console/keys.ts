/** From what a terminal sends to keys. */

export type Key =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'paste'; readonly text: string }
  /** `ctrl-a`, `alt-b`, `up`, `enter`, `tab` … */
  | { readonly type: 'key'; readonly name: string };

const SEQUENCES: Readonly<Record<string, string>> = {
  '[A': 'up',
  '[B': 'down',
  '[C': 'right',
  '[D': 'left',
  OA: 'up',
  OB: 'down',
  OC: 'right',
  OD: 'left',
  '[H': 'home',
  '[F': 'end',
  OH: 'home',
  OF: 'end',
  '[1~': 'home',
  '[4~': 'end',
  '[3~': 'delete',
  '[1;5C': 'alt-f',
  '[1;5D': 'alt-b',
  '[1;3C': 'alt-f',
  '[1;3D': 'alt-b',
  '[5~': 'page-up',
  '[6~': 'page-down',
  '[Z': 'shift-tab',
};

const PASTE_START = '\u001b[200~';
const PASTE_END = '\u001b[201~';

export class KeyReader {
  /** A paste that has begun and not ended. */
  private pasted: string | null = null;

  read(data: string): Key[] {
    const keys: Key[] = [];
    let rest = data;
    while (rest !== '') {
      if (this.pasted !== null) {
        const end = rest.indexOf(PASTE_END);
        this.pasted += end < 0 ? rest : rest.slice(0, end);
        if (end < 0) return keys;
        keys.push({ type: 'paste', text: this.pasted.replace(/\r\n?/g, '\n') });
        this.pasted = null;
        rest = rest.slice(end + PASTE_END.length);
        continue;
      }
      if (rest.startsWith(PASTE_START)) {
        this.pasted = '';
        rest = rest.slice(PASTE_START.length);
        continue;
      }
      const [key, length] = first(rest);
      if (key !== null) keys.push(key);
      rest = rest.slice(length);
    }
    return keys;
  }
}

function first(data: string): [Key | null, number] {
  const code = data.charCodeAt(0);
  if (code === 27) return afterEscape(data);
  if (code === 13 || code === 10) return [{ type: 'key', name: 'enter' }, data.startsWith('\r\n') ? 2 : 1];
  if (code === 9) return [{ type: 'key', name: 'tab' }, 1];
  if (code === 127 || code === 8) return [{ type: 'key', name: 'backspace' }, 1];
  if (code < 32) return [{ type: 'key', name: `ctrl-${String.fromCharCode(code + 96)}` }, 1];
  let end = 1;
  while (end < data.length && data.charCodeAt(end) >= 32 && data.charCodeAt(end) !== 127) end += 1;
  const text = data.slice(0, end);
  return [{ type: 'text', text }, text.length];
}

function afterEscape(data: string): [Key | null, number] {
  const sequence = /^(?:\[[0-9;]*[A-Za-z~]|O[A-Za-z])/.exec(data.slice(1))?.[0];
  if (sequence !== undefined) {
    const name = SEQUENCES[sequence];
    return [name === undefined ? null : { type: 'key', name }, 1 + sequence.length];
  }
  const next = data[1];
  if (next === undefined || next === '\u001b') return [{ type: 'key', name: 'escape' }, 1];
  if (next === '\u007f') return [{ type: 'key', name: 'alt-backspace' }, 2];
  return [{ type: 'key', name: `alt-${next.toLowerCase()}` }, 2];
}
