import { describe, expect, it } from 'vitest';
import { DESCRIBE_LAYOUT, TABLE_LAYOUT, TabWriter, tabulate } from './tabwriter';

const lines = (...texts: readonly string[]) => texts.map((text) => `${text}\n`).join('');

describe('tab writer', () => {
  it('aligns neighbouring lines, and begins anew after a line without that column', () => {
    const text = lines('a\tb\tc', 'aa\tbb\tcc', 'plain', 'x\ty');
    expect(tabulate(text, DESCRIBE_LAYOUT)).toBe(lines('a   b   c', 'aa  bb  cc', 'plain', 'x  y'));
  });

  it('keeps the left column going where the right one ends', () => {
    const text = lines('aaaa\tbbb\td', 'aa\tb\tdd', 'a\t', 'aa\tcccc\teee');
    expect(tabulate(text, { ...DESCRIBE_LAYOUT, padding: 1 })).toBe(
      lines('aaaa bbb d', 'aa   b   dd', 'a    ', 'aa   cccc eee'),
    );
  });

  it('leaves what stands after the last tab out of the columns', () => {
    expect(tabulate(lines('a\tlong text', 'bb\tx'), DESCRIBE_LAYOUT)).toBe(lines('a   long text', 'bb  x'));
  });

  it('counts characters, not bytes', () => {
    expect(tabulate(lines('é\tx', 'ab\ty'), DESCRIBE_LAYOUT)).toBe(lines('é   x', 'ab  y'));
  });

  it('gives cells a least width', () => {
    expect(tabulate(lines('A\tB'), TABLE_LAYOUT)).toBe(lines('A     B'));
  });

  it('keeps the widths of earlier rows', () => {
    const writer = new TabWriter(TABLE_LAYOUT);
    writer.write(lines('NAME\tAGE', 'a-long-name\t1s'));
    expect(writer.flush()).toBe(lines('NAME          AGE', 'a-long-name   1s'));
    writer.write(lines('b\t2s'));
    expect(writer.flush()).toBe(lines('b             2s'));
  });

  it('pads with tabs up to their stops', () => {
    const layout = { minWidth: 0, tabWidth: 8, padding: 1, padChar: '\t' };
    expect(tabulate(lines('a\tb', 'long name\tc'), layout)).toBe(lines('a\t\tb', 'long name\tc'));
  });

  it('aligns to the right', () => {
    const layout = { ...DESCRIBE_LAYOUT, padding: 1, alignRight: true };
    expect(tabulate(lines('a\tb\t', 'aaa\tbb\t'), layout)).toBe(lines('   a  b', ' aaa bb'));
  });

  it('ends all columns at a form feed', () => {
    expect(tabulate('a\tb\flonger\tc\n', DESCRIBE_LAYOUT)).toBe('a  b\nlonger  c\n');
  });

  it('prints a last line that has no end', () => {
    expect(tabulate('a\tb\nccc\td', DESCRIBE_LAYOUT)).toBe('a    b\nccc  d');
  });
});
