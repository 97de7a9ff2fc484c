import { expect, test } from 'vitest';
import { ln } from './logarithm';

// To 17 digits, from a table; not from the engine under test, whose own logarithm may be one of the different ones.
test.each([
  [1, 0],
  [2, 0.6931471805599453],
  [3, 1.0986122886681098],
  [5, 1.6094379124341003],
  [7, 1.9459101490553132],
  [10, 2.302585092994046],
  [102, 4.624972813284271],
  [1002, 6.90975328164481],
  [5002, 8.517593111437565],
])('ln %d', (x, expected) => {
  expect(Math.abs(ln(x) - expected)).toBeLessThan(4e-15);
});

test('agrees with this machine for every number of nodes', () => {
  let worst = 0;
  for (let x = 2; x <= 10_000; x++) worst = Math.max(worst, Math.abs(ln(x) - Math.log(x)) / Math.log(x));
  expect(worst).toBeLessThan(5e-16);
});
