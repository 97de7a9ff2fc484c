/** `{a,b}` and `{1..3}`: the first of the expansions, on the word as written. */
import type { Part, Word } from '../syntax/ast';

/** One unquoted character, or a part that braces do not look into. */
type Unit = string | Part;

/** More words than this from one are refused: a typing mistake, not a wish. */
const MOST = 100_000;

export function expandBraces(word: Word): readonly Word[] {
  if (!word.parts.some((part) => part.type === 'text' && !part.quoted && part.text.includes('{')))
    return [word];
  const units: Unit[] = word.parts.flatMap((part): Unit[] =>
    part.type === 'text' && !part.quoted ? Array.from(part.text) : [part],
  );
  return expand(units).map(toWord);
}

function toWord(units: readonly Unit[]): Word {
  const parts: Part[] = [];
  for (const unit of units) {
    const last = parts.at(-1);
    if (typeof unit !== 'string') parts.push(unit);
    else if (last?.type === 'text' && !last.quoted) {
      parts[parts.length - 1] = { ...last, text: last.text + unit };
    } else parts.push({ type: 'text', text: unit, quoted: false });
  }
  return { parts };
}

function expand(units: readonly Unit[]): (readonly Unit[])[] {
  for (let start = units.indexOf('{'); start >= 0; start = units.indexOf('{', start + 1)) {
    const found = group(units, start);
    if (found === null) continue;
    const before = units.slice(0, start);
    const after = expand(units.slice(found.end + 1));
    const middles = found.choices.flatMap((choice) => expand(choice));
    if (middles.length * after.length > MOST) return [units];
    return middles.flatMap((middle) => after.map((rest) => [...before, ...middle, ...rest]));
  }
  return [units];
}

/** The choices between the brace at `start` and its partner; null when it is no brace expansion. */
function group(units: readonly Unit[], start: number): { choices: Unit[][]; end: number } | null {
  const choices: Unit[][] = [[]];
  let depth = 0;
  for (let at = start + 1; at < units.length; at += 1) {
    const unit = units[at] ?? '';
    if (unit === '{') depth += 1;
    if (unit === '}') {
      if (depth === 0) {
        if (choices.length > 1) return { choices, end: at };
        const [only = []] = choices;
        const texts = only.filter((inner) => typeof inner === 'string');
        const range = texts.length === only.length ? sequence(texts.join('')) : null;
        return range === null ? null : { choices: range.map((text) => Array.from(text)), end: at };
      }
      depth -= 1;
    }
    if (unit === ',' && depth === 0) choices.push([]);
    else choices.at(-1)?.push(unit);
  }
  return null;
}

function sequence(text: string): string[] | null {
  const numbers = /^(-?\d+)\.\.(-?\d+)(?:\.\.(-?\d+))?$/.exec(text);
  const letters = /^([A-Za-z])\.\.([A-Za-z])(?:\.\.(-?\d+))?$/.exec(text);
  const found = numbers ?? letters;
  if (!found) return null;
  const [, first = '', last = '', by = '1'] = found;
  const from = numbers ? Number(first) : first.charCodeAt(0);
  const to = numbers ? Number(last) : last.charCodeAt(0);
  const step = Math.abs(Number(by)) || 1;
  if (Math.abs(to - from) / step > MOST) return null;
  const isPadded = numbers !== null && (/^-?0\d/.test(first) || /^-?0\d/.test(last));
  const width = isPadded ? Math.max(first.length, last.length) : 0;
  const texts: string[] = [];
  for (let value = from; from <= to ? value <= to : value >= to; value += from <= to ? step : -step) {
    texts.push(
      numbers
        ? `${value < 0 ? '-' : ''}${String(Math.abs(value)).padStart(value < 0 ? width - 1 : width, '0')}`
        : String.fromCharCode(value),
    );
  }
  return texts;
}
