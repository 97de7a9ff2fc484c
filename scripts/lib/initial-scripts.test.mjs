import { expect, test } from 'vitest';
import { initialScripts } from './initial-scripts.mjs';

const manifest = {
  'index.html': { file: 'assets/index.js', imports: ['_vendor.js'], dynamicImports: ['src/ui/editor.tsx'] },
  '_vendor.js': { file: 'assets/vendor.js', imports: ['_shared.js', 'index.html'] },
  '_shared.js': { file: 'assets/shared.js' },
  'src/ui/editor.tsx': { file: 'assets/editor.js' },
};

test('the first scripts are the entry and its static imports, each once', () => {
  expect(initialScripts(manifest, 'index.html')).toEqual([
    'assets/index.js',
    'assets/vendor.js',
    'assets/shared.js',
  ]);
});

test('an entry that is not there is an error, not an empty page', () => {
  expect(() => initialScripts(manifest, 'other.html')).toThrow('other.html');
});
