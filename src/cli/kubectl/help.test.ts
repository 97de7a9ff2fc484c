import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IS_COMPARED, Lab } from '../../bridge/server/testing/side-by-side';
import type { Command } from './command';
import { allCommands } from './run';

let lab: Lab;

beforeAll(async () => {
  lab = await Lab.open({ bootMs: 0 });
}, 60_000);

afterAll(() => lab.close());

const pathsOf = (commands: readonly Command[], parent: string): readonly string[] =>
  commands.flatMap(({ name, subcommands = [] }) => [
    `${parent} ${name}`,
    ...pathsOf(subcommands, `${parent} ${name}`),
  ]);

/** The usage line, and each flag with its shorthand and default. The words about them are our own. */
function interfaceOf(help: string): { readonly usage: string; readonly flags: readonly string[] } {
  const usage = /^Usage:\n(.*)$/m.exec(help)?.[1] ?? '';
  const flags = help.match(/^ {4}(-\w, )?--.*=.*:$/gm) ?? [];
  // A default that has to do with this machine.
  return { usage, flags: flags.filter((flag) => !flag.includes('--cache-dir')) };
}

/** Flags that ours does not have: nothing here could do what they ask for. */
const LACKING: Readonly<Record<string, readonly string[]>> = {
  'kubectl proxy': [
    '--accept-hosts',
    '--accept-paths',
    '--append-server-path',
    '--disable-filter',
    '--keepalive',
    '--reject-methods',
    '--reject-paths',
    '--unix-socket',
  ],
  'kubectl kustomize': [
    '--as-current-user',
    '--enable-alpha-plugins',
    '--enable-helm',
    '--env',
    '--helm-api-versions',
    '--helm-command',
    '--helm-debug',
    '--helm-kube-version',
    '--mount',
    '--network',
    '--network-name',
  ],
  'kubectl run': ['--filename', '--kustomize', '--recursive', '--wait'],
  'kubectl config set-cluster': ['--embed-certs'],
  'kubectl config set-credentials': [
    '--auth-provider',
    '--auth-provider-arg',
    '--embed-certs',
    '--exec-api-version',
    '--exec-arg',
    '--exec-command',
    '--exec-env',
    '--exec-interactive-mode',
    '--exec-provide-cluster-info',
  ],
};

const isLacking = (path: string, flag: string) =>
  LACKING[path]?.some((name) => flag.includes(`${name}=`)) === true;

describe('kubectl --help has the usage and the flags of the real one', () => {
  it
    .skipIf(!IS_COMPARED)
    .each(pathsOf(allCommands(), 'kubectl').filter((path) => path !== 'kubectl options'))(
    '%s',
    async (path) => {
      const [ours, real] = await lab.both(`${path} --help`);
      expect(ours.code).toBe(0);
      const wanted = interfaceOf(real.out);
      const flags = wanted.flags.filter((flag) => !isLacking(path, flag));
      expect(interfaceOf(ours.out)).toEqual({ ...wanted, flags });
    },
  );

  it.skipIf(!IS_COMPARED)('lists the commands in the same groups', async () => {
    const headings = (help: string) => help.match(/^[A-Z].*Commands.*:$/gm);
    const [ours, real] = await lab.both('kubectl');
    expect(headings(ours.out)).toEqual(headings(real.out));
    expect(ours.out).toMatch(/^ {2}get {13}Display one or many resources$/m);
  });
});
