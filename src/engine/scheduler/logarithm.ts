/**
 * The natural logarithm in additions, multiplications and divisions alone. `Math.log` may differ in the last bit from
 * one JavaScript engine to the next, and a score that rounds the other way would make another world.
 */

/** ln 2 in two parts. The first has so few digits that its product with a small integer is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const SQRT2 = 1.4142135623730951;
/** The last odd number of the series: beyond it no term reaches the last bit. */
const SERIES_END = 23;

/**
 * ln x for x ≥ 1, within a bit or two of the true value: x = m·2^k with m around 1, and
 * ln m = 2s·(1 + s²/3 + s⁴/5 + …) with s = (m − 1)/(m + 1), |s| < 0.172.
 */
export function ln(x: number): number {
  let mantissa = x;
  let exponent = 0;
  while (mantissa > SQRT2) {
    mantissa /= 2;
    exponent++;
  }
  const s = (mantissa - 1) / (mantissa + 1);
  const square = s * s;
  let series = 0;
  for (let odd = SERIES_END; odd >= 3; odd -= 2) series = (series + 1 / odd) * square;
  return exponent * LN2_HIGH + (2 * s + (2 * s * series + exponent * LN2_LOW));
}
