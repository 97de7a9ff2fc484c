import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesOfText, textOfBytes } from './text-bytes';

test('bytes come back as they were, whatever they are', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(bytesOfText(textOfBytes(bytes))).toEqual(bytes);
    }),
  );
});

test('well-formed UTF-8 is the text itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 50 }), (text) => {
      expect(textOfBytes(new TextEncoder().encode(text))).toBe(text);
      expect(bytesOfText(text)).toEqual(new TextEncoder().encode(text));
    }),
  );
});

test('a byte that belongs to no character is a lone surrogate', () => {
  expect(textOfBytes(Uint8Array.of(0x61, 0xff, 0xe2, 0x82))).toBe('a\udcff\udce2\udc82');
});
