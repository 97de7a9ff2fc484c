import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baseOf, clean, fileSpec, folderOf, isInside, join, stripShortcuts } from './paths';
import { readTar, type TarEntry, writeTar } from './tar';

const file = (name: string, text: string): TarEntry => ({
  name,
  type: 'file',
  target: '',
  bytes: new TextEncoder().encode(text),
});

describe('tar', () => {
  it('reads back what it has written, long names too', () => {
    const entries = [file('a', 'hello'), file(`${'deep/'.repeat(40)}name`, ''), file('b', 'x'.repeat(1025))];
    expect(readTar(writeTar(entries, 0))).toEqual({ entries });
  });

  it('writes whole blocks and two empty ones at the end', () => {
    const archive = writeTar([file('a', 'hello')], 0);
    expect(archive.length).toBe(512 * 4);
    expect(archive.subarray(1024).every((byte) => byte === 0)).toBe(true);
  });

  it('says that an archive breaks off', () => {
    const archive = writeTar([file('a', 'x'.repeat(2000))], 0);
    expect(readTar(archive.subarray(0, 1024))).toEqual({ entries: [], error: 'unexpected EOF' });
  });

  it('never throws on noise', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 0, maxLength: 2048 }), (bytes) => {
        expect(readTar(bytes)).toHaveProperty('entries');
      }),
    );
  });
});

describe('paths of cp', () => {
  it('tells pods from files', () => {
    expect(fileSpec('/tmp/a/')).toEqual({ pod: '', namespace: '', file: '/tmp/a' });
    expect(fileSpec('web:/tmp/a')).toEqual({ pod: 'web', namespace: '', file: '/tmp/a' });
    expect(fileSpec('shop/web:a')).toEqual({ pod: 'web', namespace: 'shop', file: 'a' });
    expect(() => fileSpec(':a')).toThrow('filespec must match the canonical format');
    expect(() => fileSpec('a/b/c:d')).toThrow('filespec must match the canonical format');
  });

  it('cleans, joins and cuts as Go does', () => {
    expect(['', '/', 'a//b/./c', '/../a', '../../a', 'a/..'].map(clean)).toEqual([
      '.',
      '/',
      'a/b/c',
      '/a',
      '../../a',
      '.',
    ]);
    expect(join('a', '', '../b')).toBe('b');
    expect([folderOf('/tmp/a'), folderOf('a'), folderOf('/a')]).toEqual(['/tmp', '.', '/']);
    expect([baseOf('/tmp/a/'), baseOf(''), baseOf('/')]).toEqual(['a', '.', '/']);
    expect(stripShortcuts('../../tmp/a')).toBe('tmp/a');
  });

  it('knows what is outside', () => {
    expect(isInside('/tmp/a', '/tmp/a/b')).toBe(true);
    expect(isInside('/tmp/a', '/tmp/ab')).toBe(false);
    expect(isInside('.', '../x')).toBe(false);
    expect(isInside('.', 'x')).toBe(true);
  });
});
