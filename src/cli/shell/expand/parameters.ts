/** What `$name` and `${name…}` stand for, before operators. */
import type { ShellState } from '../state';

export interface Values {
  readonly list: readonly string[];
  /** `$@` or `${a[@]}`: in quotes, each its own word. */
  readonly isAt: boolean;
  /** `$*` or `${a[*]}`. */
  readonly isStar: boolean;
  readonly isSet: boolean;
}

const one = (text: string | undefined): Values => ({
  list: text === undefined ? [] : [text],
  isAt: false,
  isStar: false,
  isSet: text !== undefined,
});

/** `index`: the evaluated subscript, '@', '*', or null. `now`: ms of the world. */
export function valuesOf(
  state: ShellState,
  name: string,
  index: string | null,
  now: number,
  line: number,
): Values {
  if (name === '@' || name === '*') {
    return {
      list: state.positional,
      isAt: name === '@',
      isStar: name === '*',
      isSet: state.positional.length > 0,
    };
  }
  if (/^\d+$/.test(name)) return one(name === '0' ? state.scriptName : state.positional[Number(name) - 1]);
  switch (name) {
    case '?':
      return one(String(state.status));
    case '#':
      return one(String(state.positional.length));
    case '$':
      return one('1000');
    case '!':
      return one(state.lastBackground === '' ? undefined : state.lastBackground);
    case '-':
      return one(`${state.options.errexit ? 'e' : ''}himBH${state.options.nounset ? 'u' : ''}`);
    case 'LINENO':
      return one(String(line));
    case 'RANDOM':
      return one(String(state.nextRandom()));
    case 'SECONDS':
      return one(String(Math.floor((now - state.startedAt) / 1000)));
    case 'EPOCHSECONDS':
      return one(String(Math.floor(now / 1000)));
    case 'PIPESTATUS':
      return elements(new Map(state.pipeStatus.map((status, at) => [String(at), String(status)])), index);
    default: {
      const value = state.variable(name)?.value;
      if (value instanceof Map) return elements(value, index);
      if (index === null || index === '0') return one(value);
      if (index === '@' || index === '*') {
        return {
          list: value === undefined ? [] : [value],
          isAt: index === '@',
          isStar: index === '*',
          isSet: value !== undefined,
        };
      }
      return one(undefined);
    }
  }
}

function elements(map: ReadonlyMap<string, string>, index: string | null): Values {
  if (index !== '@' && index !== '*') return one(map.get(index ?? '0'));
  return {
    list: inOrder(map).map(([, value]) => value),
    isAt: index === '@',
    isStar: index === '*',
    isSet: map.size > 0,
  };
}

/** Indexed arrays by index; associative ones as they were filled. */
export function inOrder(map: ReadonlyMap<string, string>): (readonly [string, string])[] {
  const entries = [...map];
  return entries.every(([key]) => /^\d+$/.test(key))
    ? entries.sort((a, b) => Number(a[0]) - Number(b[0]))
    : entries;
}
