import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { md5 } from './md5';

test.each(['', 'abc', 'metrics', 'a'.repeat(55), 'a'.repeat(56), 'a'.repeat(64), 'b'.repeat(1000)])(
  'the MD5 of %s is that of everybody else',
  (text) => {
    expect(md5(text)).toBe(createHash('md5').update(text).digest('hex'));
  },
);
