import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Lab } from '../../../bridge/server/testing/side-by-side';
import type { ProgramContext } from '../../program';
import { kubectl } from '../run';

/** What a person does with the text each time the editor opens; null leaves it without saving. */
type Editor = (text: string, time: number) => string | null;

let lab: Lab;

beforeEach(async () => {
  lab = await Lab.open({});
  await lab.run('kubectl create configmap conf --from-literal=a=b');
});

afterEach(() => lab.close());

async function edit(line: string, editor: Editor) {
  const printed = { out: '', err: '', texts: [] as string[], code: -1 };
  const context: ProgramContext = {
    transport: lab.transport,
    files: lab.files,
    env: new Map([['HOME', lab.folder]]),
    stdin: { isTerminal: false, read: () => Promise.resolve(null) },
    isTerminal: false,
    out: (text) => {
      printed.out += text;
    },
    err: (text) => {
      printed.err += text;
    },
    commandLine: line,
    now: () => 0,
    sleep: () => Promise.resolve(),
    signal: new AbortController().signal,
    edit: (_name, text) => {
      printed.texts.push(text);
      return Promise.resolve(editor(text, printed.texts.length));
    },
  };
  printed.code = await kubectl.run(line.split(' ').slice(1), context);
  return printed;
}

describe('kubectl edit', () => {
  it('shows the object under its header, and patches what was changed', async () => {
    const { texts, out, code } = await edit('kubectl edit cm conf', (text) => text.replace('a: b', 'a: c'));
    expect(texts[0]).toMatch(
      /^# Please edit the object below\. Lines beginning with a '#' will be ignored,\n# and an empty file will abort the edit\. If an error occurs while saving this file will be\n# reopened with the relevant failures\.\n#\napiVersion: v1\ndata:\n {2}a: b\nkind: ConfigMap\n/,
    );
    expect({ out, code }).toEqual({ out: 'configmap/conf edited\n', code: 0 });
    expect((await lab.run('kubectl get cm conf -o jsonpath={.data}')).out).toBe('{"a":"c"}');
  });

  it.each([
    ['as it was', (text: string) => text, 'Edit cancelled, no changes made.\n'],
    ['without saving', () => null, 'Edit cancelled, no changes made.\n'],
  ])('left %s, changes nothing', async (_how, editor, words) => {
    expect(await edit('kubectl edit cm conf', editor)).toMatchObject({ out: '', err: words, code: 0 });
  });

  it('takes a text without an object for a mistake, and changes nothing', async () => {
    const { err, code } = await edit('kubectl edit cm conf', () => '# nothing\n');
    expect(err).toMatch(
      /^error: configmaps "conf" is invalid\nA copy of your changes has been stored to "\/tmp\/kubectl-edit-\w{5}\.yaml"\nerror: Edit cancelled, no valid changes were saved\.\n$/,
    );
    expect(code).toBe(1);
  });

  it('opens again with what the server refused', async () => {
    const { texts, err, out, code } = await edit('kubectl edit cm conf', (text, time) =>
      time === 1 ? text.replace('a: b', 'a/b: b') : text.replace('a/b: b', 'ab: b'),
    );
    expect(err).toBe('error: configmaps "conf" is invalid\n');
    expect(texts[1]).toContain('# configmaps "conf" was not valid:\n# * data[a/b]: Invalid value: "a/b": ');
    expect({ out, code }).toEqual({ out: 'configmap/conf edited\n', code: 0 });
  });

  it('gives up, and keeps the text, when nothing is mended', async () => {
    const { err, code } = await edit('kubectl edit cm conf', (text, time) =>
      time === 1 ? text.replace('a: b', 'a: [b') : text,
    );
    expect(err).toMatch(
      /^error: configmaps "conf" is invalid\nA copy of your changes has been stored to "\/tmp\/kubectl-edit-\w{5}\.yaml"\nerror: Edit cancelled, no valid changes were saved\.\n$/,
    );
    expect(code).toBe(1);
  });

  it('left empty, is opened again', async () => {
    const { texts, err } = await edit('kubectl edit cm conf', () => '# nothing\n');
    expect(texts[1]).toContain(
      '# * <nil>: Invalid value: "The edited file failed validation": invalid object',
    );
    expect(err).toContain('error: Edit cancelled, no valid changes were saved.\n');
  });

  it('edits several as one list', async () => {
    await lab.run('kubectl create configmap more --from-literal=x=q');
    const { texts, out } = await edit('kubectl edit cm conf more', (text) =>
      text.replace('a: b', 'a: c').replace('x: q', 'x: z'),
    );
    expect(texts[0]).toContain('apiVersion: v1\nitems:\n- apiVersion: v1\n  data:\n    a: b\n');
    expect(out).toBe('configmap/conf edited\nconfigmap/more edited\n');
  });
});
