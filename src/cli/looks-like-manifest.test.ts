import { describe, expect, it } from 'vitest';
import { looksLikeManifest } from './looks-like-manifest';

describe('what looks like a manifest', () => {
  it.each([
    ['apiVersion: v1\nkind: Pod'],
    ['# x\n---\nkind: Pod'],
    ['{"apiVersion":"v1","kind":"Pod"}'],
    ['- kind: Pod'],
  ])('%j does', (text) => expect(looksLikeManifest(text)).toBe(true));
  it.each([[''], ['hello world'], ['what kind: of text is this'], ['{"a": 1}']])('%j does not', (text) =>
    expect(looksLikeManifest(text)).toBe(false),
  );
});
