import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { created, createMistakes, row, updated, updateMistakes } from '../testing/admitted';
import { base64ByteLength, base64Error, decodeBase64, encodeBase64 } from './base64';
import { configMapKind } from './configmap';
import { decode } from './decode';
import { secretKind } from './secret';

describe('base64', () => {
  it.each([
    ['', ''],
    ['a', 'YQ=='],
    ['ab', 'YWI='],
    ['abc', 'YWJj'],
    ['größe €', 'Z3LDtsOfZSDigqw='],
    ['😀', '8J+YgA=='],
  ])('of %j', (text, code) => {
    expect(encodeBase64(text)).toBe(code);
    expect(decodeBase64(code)).toBe(text);
  });

  it('comes back, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const code = encodeBase64(text);
        expect(base64Error(code)).toBeNull();
        expect(decodeBase64(code)).toBe(text);
        expect(base64ByteLength(code)).toBe(new TextEncoder().encode(text).length);
        expect(code).toBe(Buffer.from(text).toString('base64'));
      }),
    );
  });

  it('tells where it is none', () => {
    expect(base64Error('YQ')).toBe('illegal base64 data at input byte 0');
    expect(base64Error('YWJj!')).toBe('illegal base64 data at input byte 4');
    expect(base64Error('hello world')).toBe('illegal base64 data at input byte 5');
    expect(base64Error('YW\nJj')).toBeNull();
  });

  it('of bytes that are no text reads as replacement characters', () => {
    expect(decodeBase64('/w==')).toBe('\uFFFD');
    expect(decodeBase64('w4M=')).toBe('Ã');
  });
});

describe('a ConfigMap', () => {
  it('has keys that can be names of files', () => {
    const words =
      "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')";
    expect(createMistakes(configMapKind, { data: { 'a b': 'x', '..': 'y', 'app.conf': 'z' } })).toEqual([
      `data[..]: Invalid value: "..": must not be '..'`,
      `data[a b]: Invalid value: "a b": ${words}`,
    ]);
    expect(createMistakes(configMapKind, { data: { a: 'x' }, binaryData: { a: 'eA==' } })).toEqual([
      'data[a]: Invalid value: "a": duplicate of key present in binaryData',
    ]);
  });

  it('holds at most a mebibyte', () => {
    expect(createMistakes(configMapKind, { data: { a: 'x'.repeat(1024 * 1024) } })).toEqual([]);
    expect(createMistakes(configMapKind, { data: { a: 'x'.repeat(1024 * 1024), b: 'x' } })).toEqual([
      ': Too long: may not be more than 1048576 bytes',
    ]);
  });

  it('that is immutable stays as it is', () => {
    const old = created(configMapKind, { immutable: true, data: { a: 'x' } });
    expect(updateMistakes(configMapKind, old, { immutable: true, data: { a: 'x' } })).toEqual([]);
    expect(updateMistakes(configMapKind, old, { data: { a: 'y' } })).toEqual([
      'immutable: Forbidden: field is immutable when `immutable` is set',
      'data: Forbidden: field is immutable when `immutable` is set',
    ]);
  });

  it('is listed with the number of its keys', () => {
    expect(
      row(configMapKind, created(configMapKind, { data: { a: '1', b: '2' }, binaryData: { c: '' } })),
    ).toEqual(['web', '3']);
  });
});

describe('a Secret', () => {
  it('is opaque, and holds plain texts as base64', () => {
    const secret = created(secretKind, {
      data: { user: 'YWRtaW4=', old: 'YQ==' },
      stringData: { old: 'new' },
    });
    expect(secret).toMatchObject({ type: 'Opaque', data: { user: 'YWRtaW4=', old: 'bmV3' } });
    expect(secret).not.toHaveProperty('stringData');
    const next = updated(secretKind, secret, { data: secret.data, stringData: { user: 'root' } });
    expect(next.data).toEqual({ user: 'cm9vdA==', old: 'bmV3' });
  });

  it('refuses data that is no base64, or no text', () => {
    const refusal = (value: unknown) =>
      decode(secretKind, { metadata: { name: 'a' }, data: { a: value } }).error;
    const words = 'Secret in version "v1" cannot be handled as a Secret: ';
    expect(refusal('pass word')).toBe(`${words}illegal base64 data at input byte 4`);
    expect(refusal(5)).toBe(
      `${words}json: cannot unmarshal number into Go struct field Secret.data of type []uint8`,
    );
  });

  it('of a known type has what that type needs', () => {
    const mistakes = (type: string, stringData: object = {}) =>
      createMistakes(secretKind, { type, stringData });
    expect(mistakes('kubernetes.io/tls', { 'tls.crt': 'x' })).toEqual(['data[tls.key]: Required value']);
    expect(mistakes('kubernetes.io/basic-auth')).toEqual([
      'data[username]: Required value',
      'data[password]: Required value',
    ]);
    expect(mistakes('kubernetes.io/basic-auth', { password: '' })).toEqual([]);
    expect(mistakes('kubernetes.io/ssh-auth')).toEqual(['data[ssh-privatekey]: Required value']);
    expect(mistakes('kubernetes.io/dockerconfigjson', { '.dockerconfigjson': 'x' })).toEqual([
      `data[.dockerconfigjson]: Invalid value: "<secret contents redacted>": invalid character 'x' looking for beginning of value`,
    ]);
    expect(mistakes('kubernetes.io/service-account-token')).toEqual([
      'metadata.annotations[kubernetes.io/service-account.name]: Required value',
    ]);
    expect(mistakes('example.com/anything')).toEqual([]);
  });

  it('keeps its type', () => {
    const old = created(secretKind, {});
    expect(updateMistakes(secretKind, old, { type: 'example.com/x' })).toEqual([
      'type: Invalid value: "example.com/x": field is immutable',
    ]);
  });

  it('is listed with its type and the number of its keys', () => {
    expect(row(secretKind, created(secretKind, { stringData: { a: 'x' } }))).toEqual(['web', 'Opaque', '1']);
  });
});
