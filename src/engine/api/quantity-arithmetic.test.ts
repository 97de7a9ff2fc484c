import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalQuantity, compareQuantities, parseBytes, parseMillicores, quantityError } from './quantity';

/** Thousandths that a suffix stands for. */
const SUFFIXES: Readonly<Record<string, bigint>> = {
  m: 1n,
  '': 1000n,
  k: 10n ** 6n,
  M: 10n ** 9n,
  G: 10n ** 12n,
  Ki: 1000n * 2n ** 10n,
  Mi: 1000n * 2n ** 20n,
  Gi: 1000n * 2n ** 30n,
};

interface Given {
  readonly text: string;
  /** Exactly, in thousandths. */
  readonly thousandths: bigint;
}

const given: fc.Arbitrary<Given> = fc
  .record({ count: fc.integer({ min: -9999, max: 9999 }), suffix: fc.constantFrom(...Object.keys(SUFFIXES)) })
  .map(({ count, suffix }) => ({
    text: `${count}${suffix}`,
    thousandths: BigInt(count) * (SUFFIXES[suffix] ?? 0n),
  }));

function sign(value: bigint): number {
  return value < 0n ? -1 : value > 0n ? 1 : 0;
}

/** Numbers beyond what a double holds exactly stop at its end. */
function safe(value: bigint): number {
  return Math.min(Number(value), Number.MAX_SAFE_INTEGER);
}

describe('quantities', () => {
  test('are compared as the numbers that they are, whatever their suffix', () => {
    fc.assert(
      fc.property(given, given, (a, b) => {
        expect(Math.sign(compareQuantities(a.text, b.text))).toBe(sign(a.thousandths - b.thousandths));
      }),
    );
  });

  test('the canonical form is the same number, and its own canonical form', () => {
    fc.assert(
      fc.property(given, ({ text }) => {
        const canonical = canonicalQuantity(text);
        expect(quantityError(canonical)).toBeNull();
        expect(compareQuantities(canonical, text)).toBe(0);
        expect(canonicalQuantity(canonical)).toBe(canonical);
      }),
    );
  });

  test('CPU is read in thousandths and rounded up, memory in bytes', () => {
    fc.assert(
      fc.property(
        given.filter(({ thousandths }) => thousandths >= 0n),
        ({ text, thousandths }) => {
          expect(parseMillicores(text)).toBe(safe(thousandths));
          expect(parseBytes(text)).toBe(safe((thousandths + 999n) / 1000n));
        },
      ),
    );
  });

  test('any text is a quantity or has an error, and never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...Array.from('0123456789.eEmkMGTPKi+- ')) }), (text) => {
        const error = quantityError(text);
        expect(error === null ? typeof canonicalQuantity(text) : typeof error).toBe('string');
      }),
    );
  });
});
