/** `$(NAME)` in the values and commands of a container. Pure. Models third_party/forked/golang/expansion. */

/** The text with references to known variables replaced; unknown ones stay, and `$$` is a plain dollar sign. */
export function expand(text: string, valueOf: (name: string) => string | undefined): string {
  if (!text.includes('$')) return text;
  let result = '';
  let at = 0;
  while (at < text.length) {
    const dollar = text.indexOf('$', at);
    if (dollar < 0 || dollar === text.length - 1) return result + text.slice(at);
    result += text.slice(at, dollar);
    const next = text[dollar + 1];
    const close = next === '(' ? text.indexOf(')', dollar) : -1;
    if (close >= 0) {
      const name = text.slice(dollar + 2, close);
      result += valueOf(name) ?? `$(${name})`;
      at = close + 1;
    } else {
      // Two dollar signs are one; a sign before anything else stands for itself.
      result += next === '$' ? '$' : next === '(' ? '$(' : `$${next}`;
      at = dollar + 2;
    }
  }
  return result;
}

/** The texts, or the same array when nothing in them refers to anything. */
export function expandAll(
  texts: readonly string[],
  valueOf: (name: string) => string | undefined,
): readonly string[] {
  return texts.some((text) => text.includes('$')) ? texts.map((text) => expand(text, valueOf)) : texts;
}
