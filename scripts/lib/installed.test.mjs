import { describe, expect, test } from 'vitest';
import { missingPackages } from './installed.mjs';

const locked = {
  '': { version: '0.1.0' },
  'node_modules/react': { version: '19.3.1', integrity: 'sha512-a' },
  'node_modules/other-system': { version: '1.0.0', integrity: 'sha512-b', optional: true },
};
const react = locked['node_modules/react'];

describe('what is missing', () => {
  test('is everything where nothing is installed', () => {
    expect(missingPackages(locked, {})).toEqual(['node_modules/react']);
  });

  test('is nothing where all is installed, except what is made for other systems', () => {
    expect(missingPackages(locked, { 'node_modules/react': react })).toEqual([]);
  });

  test('is nothing where the lock file does not know the content', () => {
    expect(
      missingPackages(
        { 'node_modules/a': { version: '1.0.0' } },
        { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-d' } },
      ),
    ).toEqual([]);
  });

  test('is what has another version or another content', () => {
    expect(missingPackages(locked, { 'node_modules/react': { ...react, version: '19.3.0' } })).toHaveLength(
      1,
    );
    expect(
      missingPackages(locked, { 'node_modules/react': { ...react, integrity: 'sha512-c' } }),
    ).toHaveLength(1);
  });
});
