/** The words after `npm run bench --`. */
import { parseArgs } from 'node:util';

export interface Options {
  /** File to write all rows to. */
  readonly json: string | null;
  /** Names of the sections to run; empty is all. */
  readonly only: readonly string[];
  /** Fewer repeats, smaller worlds. */
  readonly quick: boolean;
}

export function usage(sections: readonly string[]): string {
  return [
    'usage: npm run bench -- [--quick] [--only NAME,…] [--json FILE]',
    '',
    '  --quick       fewer repeats, without the largest world: within a minute',
    `  --only NAME,… only these: ${sections.join(', ')}`,
    '  --json FILE   writes all rows to FILE as well',
  ].join('\n');
}

/** Throws an Error that says what is wrong. */
export function parseOptions(args: readonly string[], sections: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: { json: { type: 'string' }, only: { type: 'string' }, quick: { type: 'boolean' } },
  });
  const only = (values.only ?? '').split(',').filter((name) => name !== '');
  const unknown = only.filter((name) => !sections.includes(name));
  if (unknown.length > 0) throw new Error(`There is no section ${unknown.join(', ')}.`);
  return { json: values.json ?? null, only, quick: values.quick ?? false };
}
