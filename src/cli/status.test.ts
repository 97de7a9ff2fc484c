import { describe, expect, it } from 'vitest';
import { failureMessage } from './status';

describe('kubectl’s words for a refusal', () => {
  it('is silent about success', () => {
    expect(failureMessage({ code: 200, body: {} })).toBeNull();
  });

  it('names the reason', () => {
    const body = { kind: 'Status', code: 404, reason: 'NotFound', message: 'pods "x" not found' };
    expect(failureMessage({ code: 404, body })).toBe('Error from server (NotFound): pods "x" not found');
  });

  it('tells an invalid object by its causes', () => {
    const body = {
      reason: 'Invalid',
      details: { kind: 'Pod', name: 'x', causes: [{ field: 'spec', message: 'Required value' }] },
    };
    expect(failureMessage({ code: 422, body })).toBe('The Pod "x" is invalid: spec: Required value');
    expect(
      failureMessage({ code: 422, body: { reason: 'Invalid', details: { kind: 'Pod', name: 'x' } } }),
    ).toBe('The Pod "x" is invalid');
  });

  it('hands on what the command line itself says when nobody answers', () => {
    const message = 'Unable to connect to the server: unexpected EOF';
    expect(failureMessage({ code: 0, body: { message } })).toBe(message);
    expect(failureMessage({ code: 0, body: null })).toBe('The kube-apiserver does not answer.');
  });

  it('says something about an answer without a Status', () => {
    expect(failureMessage({ code: 500, body: null })).toBe('Error from server: the server answered 500');
    expect(failureMessage({ code: 422, body: { reason: 'Invalid' } })).toBe('The request is invalid');
  });
});
