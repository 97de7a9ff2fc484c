/** `npm run shell` as a process: what it prints, and how it ends. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hostFolder } from './host-folder';
import { parseShellFlags, ShellFlagError } from './shell-flags';

const folder = mkdtempSync(path.join(tmpdir(), 'orrery-shell-'));

beforeAll(() => {
  mkdirSync(path.join(folder, 'seen'));
  writeFileSync(path.join(folder, 'secret'), 'secret\n');
  writeFileSync(
    path.join(folder, 'seen/cm.yaml'),
    'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: mounted}\n',
  );
  writeFileSync(
    path.join(folder, 'script.sh'),
    'kubectl get nodes -o name | tail -1\necho "$0 $1"\nexit 3\n',
  );
  symlinkSync(path.join(folder, 'secret'), path.join(folder, 'seen/link'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function shell(args: readonly string[], stdin = ''): Promise<{ out: string; err: string; code: number }> {
  return new Promise((resolve) => {
    const child = execFile(
      process.execPath,
      ['scripts/run-ts.mjs', 'src/bridge/server/shell.ts', ...args],
      (error, out, err) => resolve({ out, err, code: typeof error?.code === 'number' ? error.code : 0 }),
    );
    child.stdin?.end(stdin);
  });
}

/** Each bundles the program anew; two cores may be busy with other tests. */
const PATIENCE_MS = 120_000;

describe('npm run shell', { timeout: PATIENCE_MS }, () => {
  it('runs a line on a scene, the same for the same seed, and exits with its code', async () => {
    const line = 'kubectl get pods -o name; sleep 3600; kubectl get ns default; exit 7';
    const [first, second] = await Promise.all([
      shell(['--scene', 'web', '--seed', '5', '-c', line]),
      shell(['--scene', 'web', '--seed', '5', '-c', line]),
    ]);
    expect(first.err).toBe('');
    expect(first.code).toBe(7);
    expect(first.out).toMatch(
      /^pod\/client\n(?:pod\/web-\S+\n){3}NAME +STATUS +AGE\ndefault +Active +60m\n$/,
    );
    expect(second.out).toBe(first.out);
  });

  it('runs a file with arguments, or what standard input holds', async () => {
    const file = path.join(folder, 'script.sh');
    expect(await shell(['--file', file, 'one'])).toMatchObject({
      out: `node/worker-3\n${file} one\n`,
      code: 3,
    });
    expect(await shell([], 'cat <<E\nfrom stdin\nE\nfalse\n')).toEqual({
      out: 'from stdin\n',
      err: '',
      code: 1,
    });
  });

  it('ends with 124 when the virtual time is over', async () => {
    const { err, code } = await shell(['--max-virtual', '90s', '-c', 'kubectl get pods -w']);
    expect(err).toContain('90 s of virtual time are over (--max-virtual)\n');
    expect(code).toBe(124);
  });

  it('sees no files of this machine but those of --mount, and cannot write them', async () => {
    const line = 'ls /mnt; kubectl apply -f /mnt; echo x > /mnt/new; cat /mnt/link /mnt/../secret; ls /';
    const { out, err } = await shell(['--mount', path.join(folder, 'seen'), '-c', line]);
    expect(out).toBe('cm.yaml\nconfigmap/mounted created\netc\nmnt\nroot\ntmp\n');
    expect(err).toContain('/mnt/new: Read-only file system');
    expect(err).toContain('cat: /mnt/link: No such file or directory');
  });

  it('says what is wrong with its own command line', async () => {
    const { err, code } = await shell(['--scene', 'nowhere']);
    expect(err).toContain('There is no scene "nowhere".');
    expect(code).toBe(2);
  });
});

describe('flags', () => {
  it('name mount points', () => {
    expect(parseShellFlags(['--mount', 'a', '--mount', 'b:/work']).mounts).toEqual([
      { folder: 'a', at: '/mnt' },
      { folder: 'b', at: '/work' },
    ]);
  });

  it.each([
    [['--seed', 'x']],
    [['--max-virtual', '1y']],
    [['-c', 'a', '--file', 'b']],
    [['--speed', '0']],
    [['--what']],
  ])('refuse %j', (args) => {
    expect(() => parseShellFlags(args)).toThrow(ShellFlagError);
  });
});

describe('a folder of this machine', () => {
  it('ends at its own edge, for dots and for links', () => {
    const mount = hostFolder(path.join(folder, 'seen'));
    expect(mount.kind('../secret')).toBe('missing');
    expect(mount.kind('link')).toBe('missing');
    expect(mount.list('')).toEqual(['cm.yaml']);
    expect(() => mount.read('link')).toThrow('ENOENT');
  });
});
