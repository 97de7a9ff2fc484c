import { describe, expect, it } from 'vitest';
import { parseManifest } from './manifest';
import { limits } from './problems';

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  template:
    spec:
      containers:
        - name: nginx
          image: nginx:1.27
          ports:
            - containerPort: 80
        - name: side
`;

const pod = (name: string) => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: ${name}\n`;

function onlyProblem(text: string) {
  const { documents, problems } = parseManifest(text);
  expect(documents).toEqual([]);
  expect(problems).toHaveLength(1);
  const [problem] = problems;
  if (!problem) throw new Error('no problem');
  return problem;
}

describe('what a manifest holds', () => {
  it('reads one document', () => {
    const { documents, problems } = parseManifest(deployment);
    expect(problems).toEqual([]);
    expect(documents).toHaveLength(1);
    expect(documents[0]?.object.kind).toBe('Deployment');
    expect(documents[0]?.object['spec']).toMatchObject({ replicas: 3 });
    expect(documents[0]?.line).toBe(1);
  });

  it('counts documents as an editor does and skips the empty ones', () => {
    const text = `# only a comment\n---\n${pod('a')}---\n\n---\n# again\n---\n${pod('b')}...\n`;
    const { documents, problems } = parseManifest(text);
    expect(problems).toEqual([]);
    expect(documents.map((entry) => [entry.object.metadata.name, entry.document, entry.line])).toEqual([
      ['a', 1, 3],
      ['b', 4, 12],
    ]);
  });

  it.each([[''], ['   \n\n'], ['# nothing\n'], ['---\n---\n'], ['null\n']])('finds nothing in %j', (text) => {
    expect(parseManifest(text)).toEqual({ documents: [], problems: [] });
  });

  it('reads JSON, indented with tabs, and a byte-order mark', () => {
    const text = '\uFEFF{\n\t"apiVersion": "v1",\n\t"kind": "Pod",\n\t"metadata": {"name": "a"}\n}';
    const { documents, problems } = parseManifest(text);
    expect(problems).toEqual([]);
    expect(documents[0]?.object.metadata.name).toBe('a');
    expect(documents[0]?.locate('metadata.name')).toEqual({ line: 4, column: 15 });
  });

  it('reads Windows line ends', () => {
    const { documents } = parseManifest(pod('a').replaceAll('\n', '\r\n'));
    expect(documents[0]?.object.metadata.name).toBe('a');
    expect(documents[0]?.locate('metadata.name').line).toBe(4);
  });

  it('unpacks lists, also lists in lists, and knows where each item stands', () => {
    const item = (name: string) => `- apiVersion: v1\n  kind: Pod\n  metadata: {name: ${name}}\n`;
    const text = `apiVersion: v1\nkind: List\nitems:\n${item('a')}${item('b')}`;
    const { documents, problems } = parseManifest(text);
    expect(problems).toEqual([]);
    expect(documents.map((entry) => entry.object.metadata.name)).toEqual(['a', 'b']);
    expect(documents.map((entry) => entry.line)).toEqual([4, 7]);
    expect(documents[1]?.locate('metadata.name')).toEqual({ line: 9, column: 14 });
    expect(parseManifest('apiVersion: v1\nkind: List\nitems: []\n').documents).toEqual([]);
  });

  it('repeats anchored parts as parts of their own', () => {
    const text = `${pod('a')}  labels: &l {app: web}\nspec:\n  nodeSelector: *l\n  extra:\n    <<: *l\n    more: 1\n`;
    const { documents, problems } = parseManifest(text);
    expect(problems).toEqual([]);
    expect(documents[0]?.object['spec']).toEqual({
      nodeSelector: { app: 'web' },
      extra: { app: 'web', more: 1 },
    });
    const object = documents[0]?.object as Record<string, Record<string, unknown>>;
    expect(object['spec']?.['nodeSelector']).not.toBe(object['metadata']?.['labels']);
    expect(documents[0]?.locate('spec.nodeSelector[app]').line).toBe(5);
  });

  it('reads words and numbers as kubectl does (YAML 1.1, less what Go leaves out)', () => {
    const { documents } = parseManifest(
      `${pod('a')}spec: {a: yes, b: "yes", c: 0644, d: 22:22, e: 2026-01-01, f: 1e3}\n`,
    );
    expect(documents[0]?.object['spec']).toEqual({
      a: true,
      b: 'yes',
      c: 420,
      d: '22:22',
      e: '2026-01-01',
      f: 1000,
    });
  });

  it('keeps a key named __proto__ a plain key', () => {
    const { documents } = parseManifest(`${pod('a')}__proto__: {polluted: true}\n`);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(Object.keys(documents[0]?.object ?? {})).toContain('__proto__');
  });
});

describe('where a field stands', () => {
  const [document] = parseManifest(deployment).documents;

  it.each([
    ['spec.replicas', 6, 3],
    ['spec.template.spec.containers[0].image', 11, 11],
    ['spec.template.spec.containers[0].ports[0].containerPort', 13, 15],
    ['spec.template.spec.containers[1]', 14, 11],
    // Not there: the nearest parent is shown.
    ['spec.template.spec.containers[1].image', 14, 11],
    ['spec.selector', 5, 1],
    ['spec.template.spec.containers[7].image', 9, 7],
    ['', 1, 1],
  ])('%s', (field, line, column) => {
    expect(document?.locate(field)).toEqual({ line, column });
  });

  it('finds keys with dots in brackets', () => {
    const text = `${pod('a')}  labels:\n    app.kubernetes.io/name: x y\n`;
    expect(parseManifest(text).documents[0]?.locate('metadata.labels[app.kubernetes.io/name]')).toEqual({
      line: 6,
      column: 5,
    });
  });
});

describe('what is wrong with a manifest', () => {
  it.each([
    ['a tab', 'kind: Pod\nmetadata:\n\tname: a\n', 3, 1, 'a tab is used for indentation'],
    ['a key twice', 'kind: Pod\nkind: Pod\n', 2, 1, 'this key stands twice in the same map'],
    ['a missing colon', 'spec:\n  replicas 3\n  foo: 1\n', 2, 3, 'this key has no value'],
    ['a wrong indentation', 'kind: Pod\n metadata: 1\n', 1, 7, 'a map begins where a value was expected'],
    ['an open quote', 'kind: "Pod\n', 2, 1, 'missing closing "quote'],
    ['a reserved character', 'kind: @Pod\n', 1, 7, 'plain value cannot start with reserved character @'],
    ['an alias to nowhere', 'kind: *nope\n', 1, 7, 'the alias *nope repeats something that is not there'],
    ['an alias to itself', 'kind: &x [*x]\n', 1, 11, 'the alias *x stands inside what it repeats'],
    ['a template', 'kind: {{ .Values.kind }}\n', 1, 8, 'a key is a list or a map'],
    ['infinity', 'kind: Pod\nspec: .inf\n', 2, 7, 'not a number that JSON knows'],
    ['a list', '- kind: Pod\n', 1, 1, 'a list stands where an object was expected'],
    ['a text', 'hello\n', 1, 1, 'a text stands where an object was expected'],
    ['no kind', 'apiVersion: v1\nmetadata: {name: a}\n', 1, 1, 'kind is missing'],
    ['no apiVersion', 'kind: Pod\nmetadata: {name: a}\n', 1, 1, 'apiVersion is missing'],
    [
      'no metadata',
      'apiVersion: v1\nkind: Pod\n',
      1,
      1,
      'metadata.name is missing: resource name may not be empty',
    ],
    [
      'no name',
      'apiVersion: v1\nkind: Pod\nmetadata:\n  labels: {}\n',
      3,
      1,
      'metadata.name is missing: resource name may not be empty',
    ],
    [
      'a number as name',
      'apiVersion: v1\nkind: Pod\nmetadata:\n  name: 5\n',
      4,
      3,
      'a number stands as metadata.name where an object was expected',
    ],
    [
      'a generated name',
      'apiVersion: v1\nkind: Pod\nmetadata:\n  generateName: a-\n',
      4,
      3,
      'from a-: cannot use generate name with apply',
    ],
  ])('%s', (_what, text, line, column, message) => {
    const problem = onlyProblem(text);
    expect({ line: problem.line, column: problem.column, message: problem.message }).toEqual({
      line,
      column,
      message,
    });
    expect(problem.document).toBe(1);
    expect(problem.hint).not.toBe('');
  });

  it('names the document and goes on to the next', () => {
    const { documents, problems } = parseManifest(
      `${pod('a')}---\nkind: [\n---\n${pod('b')}---\nkind: Pod\n`,
    );
    expect(documents.map((entry) => entry.object.metadata.name)).toEqual(['a', 'b']);
    expect(problems.map((problem) => problem.document)).toEqual([2, 4]);
  });

  it('names the field of an item in a list', () => {
    const problem = onlyProblem('apiVersion: v1\nkind: List\nitems:\n- kind: Pod\n  metadata: {name: a}\n');
    expect(problem).toMatchObject({ line: 4, field: 'apiVersion' });
  });
});

describe('hostile manifests', () => {
  it('refuses what is too large', () => {
    const text = `${pod('a')}# ${'ä'.repeat(limits.bytesMax / 2)}`;
    expect(onlyProblem(text).message).toBe('larger than 1.5 MiB');
  });

  it.each([
    ['flow lists', '['.repeat(100_000)],
    ['flow maps', '{"a":'.repeat(100_000)],
    ['lists on one line', `${'- '.repeat(100_000)}a`],
    ['maps by indentation', Array.from({ length: 200 }, (_, level) => `${' '.repeat(level)}a:\n`).join('')],
    ['explicit keys', `${'? '.repeat(100_000)}a`],
  ])('refuses deep %s without falling over', (_what, text) => {
    expect(onlyProblem(text).message).toBe('nested more than 64 levels deep');
  });

  it('refuses the billion laughs', () => {
    const lines = ['l0: &l0 lol'];
    for (let level = 1; level <= 9; level += 1) {
      lines.push(`l${level}: &l${level} [${Array.from({ length: 10 }, () => `*l${level - 1}`).join(', ')}]`);
    }
    expect(onlyProblem(lines.join('\n')).message).toMatch(
      /too much when its aliases are written out|aliases/,
    );
  });

  it('refuses more than 100 aliases', () => {
    const text = `a: &a 1\nb: [${Array.from({ length: 101 }, () => '*a').join(', ')}]\n`;
    expect(onlyProblem(text).message).toBe('more than 100 aliases');
  });

  it('refuses a few aliases that stand for a lot', () => {
    const wide = `a: &a [${Array.from({ length: 1000 }, () => '1').join(', ')}]\n`;
    const wider = `b: &b [${Array.from({ length: 20 }, () => '*a').join(', ')}]\n`;
    const text = `${wide}${wider}c: [${Array.from({ length: 20 }, () => '*b').join(', ')}]\n`;
    expect(onlyProblem(text).message).toMatch(/too much when its aliases are written out/);
  });

  it('refuses more than 200 documents', () => {
    expect(
      onlyProblem(Array.from({ length: 201 }, (_, index) => pod(`p${index}`)).join('---\n')).message,
    ).toBe('more than 200 documents');
    expect(onlyProblem('---\n'.repeat(50_000)).message).toBe('more than 200 documents');
  });
});
