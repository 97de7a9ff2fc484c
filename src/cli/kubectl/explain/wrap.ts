/** Breaking lines at spaces. Models mitchellh/go-wordwrap, which kubectl uses. */

/** No line is longer than `limit`, but for words that are. */
export function wordWrap(text: string, limit: number): string {
  let out = '';
  let current = 0;
  let word = '';
  let space = '';
  const flush = () => {
    current += Array.from(space).length + Array.from(word).length;
    out += space + word;
    space = '';
    word = '';
  };
  for (const character of text) {
    if (character === '\n') {
      if (word === '' && current + space.length > limit) space = '';
      else flush();
      space = '';
      out += '\n';
      current = 0;
    } else if (/\s/.test(character) && character !== '\u00a0') {
      if (space === '' || word !== '') flush();
      space += character;
    } else {
      word += character;
      const length = Array.from(word).length;
      if (current + length + space.length > limit && length < limit) {
        out += '\n';
        current = 0;
        space = '';
      }
    }
  }
  if (word !== '') return out + space + word;
  return current + space.length <= limit ? out + space : out;
}

/** Spaces before each line, the last empty one too. */
export function indent(amount: number, text: string): string {
  const pad = ' '.repeat(amount);
  return pad + text.replaceAll('\n', `\n${pad}`);
}
