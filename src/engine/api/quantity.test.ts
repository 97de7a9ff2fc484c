import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalQuantity,
  compareQuantities,
  formatBytes,
  formatMillicores,
  parseBytes,
  parseCount,
  parseMillicores,
  QUANTITY_FORMAT_ERROR,
  quantityError,
  roundQuantityToMilli,
  addQuantities,
} from './quantity';

describe('reading', () => {
  it.each([
    ['1', 1000],
    ['0.5', 500],
    ['250m', 250],
    ['1e3', 1_000_000],
    ['0.1m', 1],
    ['100u', 1],
    ['2k', 2_000_000],
    ['+1', 1000],
    ['-1', -1000],
  ])('CPU %s is %d millicores, rounded up', (text, millicores) => {
    expect(parseMillicores(text)).toBe(millicores);
  });

  it.each([
    ['128Mi', 134_217_728],
    ['1Ki', 1024],
    ['1.5Gi', 1_610_612_736],
    ['1G', 1_000_000_000],
    ['1E', Number.MAX_SAFE_INTEGER],
    ['12e6', 12_000_000],
    ['1500m', 2],
    ['0.5', 1],
    ['1Ti', 1_099_511_627_776],
    ['1Pi', 1_125_899_906_842_624],
  ])('memory %s is %d bytes, rounded up', (text, bytes) => {
    expect(parseBytes(text)).toBe(bytes);
  });

  it('counts whole things', () => {
    expect(parseCount('110')).toBe(110);
    expect(parseCount('1k')).toBe(1000);
  });

  it.each(['', 'abc', '1 ', '1Mb', '1.2.3', '1Gig', 'x'.repeat(200)])('refuses %j', (text) => {
    expect(parseBytes(text)).toBeNull();
    expect(quantityError(text)).toBe(QUANTITY_FORMAT_ERROR);
  });

  it('tells a wrong suffix apart', () => {
    expect(quantityError('1mm')).toBe("unable to parse quantity's suffix");
    expect(quantityError('--1')).toBe("unable to parse quantity's suffix");
    expect(quantityError('1iK')).toBe("unable to parse quantity's suffix");
    expect(quantityError('1e999999999')).toBe("unable to parse quantity's suffix");
  });
});

describe('writing back', () => {
  it.each([
    ['1000m', '1'],
    ['0.5', '500m'],
    ['1.5Gi', '1536Mi'],
    ['1024Mi', '1Gi'],
    ['100Mi', '100Mi'],
    ['0.5Ki', '512'],
    ['8Ki', '8Ki'],
    ['0', '0'],
    ['0Mi', '0'],
    ['1000', '1k'],
    ['1e3', '1e3'],
    ['1000000', '1M'],
    ['100', '100'],
    ['1500', '1500'],
    ['1.500', '1.500'],
    ['-250m', '-250m'],
  ])('%s becomes %s', (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical);
  });

  it('rounds resource lists up to thousandths', () => {
    expect(roundQuantityToMilli('0.0001')).toBe('1m');
    expect(roundQuantityToMilli('100n')).toBe('1m');
    expect(roundQuantityToMilli('128Mi')).toBe('128Mi');
  });

  it('formats computed amounts', () => {
    expect(formatMillicores(250)).toBe('250m');
    expect(formatMillicores(1000)).toBe('1');
    expect(formatMillicores(1500)).toBe('1500m');
    expect(formatMillicores(0)).toBe('0');
    expect(formatBytes(134_217_728)).toBe('128Mi');
    expect(formatBytes(1000)).toBe('1000');
    expect(formatBytes(1025)).toBe('1025');
    expect(formatBytes(0)).toBe('0');
  });

  it('never changes the amount', () => {
    const suffix = fc.constantFrom('', 'm', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi', 'e3', 'E2');
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000 }),
        fc.integer({ min: 0, max: 999 }),
        suffix,
        (a, b, unit) => {
          const text = `${a}.${b}${unit}`;
          const canonical = canonicalQuantity(text);
          expect(compareQuantities(text, canonical)).toBe(0);
          expect(canonicalQuantity(canonical)).toBe(canonical);
        },
      ),
    );
  });
});

it('compares exactly', () => {
  expect(compareQuantities('1', '1000m')).toBe(0);
  expect(compareQuantities('1Gi', '1G')).toBe(1);
  expect(compareQuantities('0.1', '101m')).toBe(-1);
});

describe('the sum of two quantities', () => {
  it('is written in the notation of the first, unless that is nothing', () => {
    expect(addQuantities('64Mi', '1Gi')).toBe('1088Mi');
    expect(addQuantities('500m', '1')).toBe('1500m');
    expect(addQuantities('0', '1Gi')).toBe('1Gi');
    expect(addQuantities('1G', '1Mi')).toBe('1001048576');
    expect(addQuantities('37768n', '40068n')).toBe('77836n');
    expect(addQuantities('nonsense', '2')).toBe('2');
  });
});
