import { describe, expect, it } from 'vitest';
import { kindOf } from '../../engine/api/kinds';
import { parseManifest } from '../../cli/manifest';
import { samples } from './samples';

describe('the samples', () => {
  it.each(samples)('"$name" is a manifest that the API server takes', ({ text }) => {
    const { documents, problems } = parseManifest(text);
    expect(problems).toEqual([]);
    expect(documents.length).toBeGreaterThan(0);
    for (const { object } of documents) {
      const kind = kindOf(object.apiVersion, object.kind);
      if (!kind) throw new Error(`no kind ${object.kind}`);
      const metadata = { ...object.metadata, namespace: 'default' };
      const complete = kind.prepareForCreate(kind.applyDefaults({ ...object, metadata }));
      expect(kind.validateCreate(complete)).toEqual([]);
    }
  });
});
