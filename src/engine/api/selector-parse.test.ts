import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatSelector, type LabelSelector, matchesSelector } from './selector';
import { parseLabelSelector } from './selector-parse';

function parsed(text: string): LabelSelector {
  const result = parseLabelSelector(text);
  if ('error' in result) throw new Error(result.error);
  return result.selector;
}

function error(text: string): string | null {
  const result = parseLabelSelector(text);
  return 'error' in result ? result.error : null;
}

const LABELS = { app: 'web', tier: 'front', build: '7', empty: '' };

describe('a label selector in a text', () => {
  it.each([
    ['', true],
    ['app=web', true],
    ['app==web', true],
    ['app=db', false],
    ['app!=db', true],
    ['app!=web', false],
    ['other!=web', true],
    ['app in (web,db),tier=front', true],
    ['app in (db)', false],
    ['app notin (db, api)', true],
    ['other notin (db)', true],
    ['tier', true],
    ['other', false],
    ['!tier', false],
    ['! other', true],
    [' app = web , tier ', true],
    ['empty=', true],
    ['app=', false],
    ['app in (,web)', true],
    ['empty in (a,)', true],
    ['build>6', true],
    ['build>7', false],
    ['build<8,build>1', true],
    ['app>1', false],
    ['app=web,app=db', false],
    ['in=web', false],
  ])('%j matches: %s', (text, isMatch) => {
    expect(matchesSelector(parsed(text), LABELS)).toBe(isMatch);
  });

  it('is compared in the fastest way', () => {
    expect(parsed('app=web,tier in (front),other')).toEqual({
      matchLabels: { app: 'web', tier: 'front' },
      matchExpressions: [{ key: 'other', operator: 'Exists' }],
    });
  });

  it.each([
    [',', "found ',', expected: !, identifier, or 'end of string'"],
    ['app=web,', "found '', expected: identifier after ','"],
    ['app=web tier', "found 'tier', expected: ',' or 'end of string'"],
    ['app=a=b', "found '=', expected: ',' or 'end of string'"],
    ['app web', "unable to parse requirement: found 'web', expected: in, notin, =, ==, !=, gt, lt"],
    ['app in web', "unable to parse requirement: found 'web' expected: '('"],
    ['app in (a', "unable to parse requirement: found '', expected: ',' or ')'"],
    ['app in (a b)', "unable to parse requirement: found 'b', expected: ',' or ')'"],
    [
      'app in ()',
      "unable to parse requirement: values: Invalid value: []string{}: for 'in', 'notin' operators, values set can't be empty",
    ],
    ['!', "unable to parse requirement: found '', expected: identifier"],
    ['!app=web', "found '=', expected: ',' or 'end of string'"],
    [
      'build>x',
      `unable to parse requirement: values[0]: Invalid value: "x": for 'Gt', 'Lt' operators, the value must be an integer`,
    ],
    [
      '-app',
      `unable to parse requirement: <nil>: Invalid value: "-app": name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')`,
    ],
    [
      'app=we@b',
      `unable to parse requirement: values[0][app]: Invalid value: "we@b": a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')`,
    ],
  ])('%j is refused', (text, words) => {
    expect(error(text)).toBe(words);
  });

  it('that was printed is read back as the same', () => {
    const word = fc.constantFrom('a', 'b', 'c.d', 'x/y');
    const requirement = fc.record({
      key: word,
      operator: fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist'),
      values: fc.uniqueArray(fc.constantFrom('1', 'two', 'in'), { minLength: 2 }),
    });
    fc.assert(
      fc.property(
        fc.array(requirement),
        fc.dictionary(word, fc.constantFrom('1', 'two')),
        (parts, labels) => {
          const selector = { matchExpressions: parts };
          expect(matchesSelector(parsed(formatSelector(selector)), labels)).toBe(
            matchesSelector(selector, labels),
          );
        },
      ),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.array(fc.constantFrom('a', '=', '!', '(', ')', ',', ' in ', '>')),
        (text, parts) => {
          for (const hostile of [text, parts.join('')])
            expect(parseLabelSelector(hostile)).toBeTypeOf('object');
        },
      ),
    );
  });
});
