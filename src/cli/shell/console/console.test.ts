/** A person at the prompt: keys in, screen out. */
import { describe, expect, it } from 'vitest';
import { openConsole } from '../../../bridge/server/testing/shell';

const PROMPT = 'root@control-plane:~# ';
const UP = '\u001b[A';
const ESCAPE = '\u001b';

describe('the prompt', () => {
  it('runs a line and comes back', async () => {
    const { type, screen } = openConsole();
    expect(screen()).toContain(PROMPT);
    expect(await type('echo hi\r', /hi\r\n[^]*# $/)).toContain('hi\r\n');
    await type('cd /tmp\r', 'root@control-plane:/tmp# ');
  });

  it('goes on over several lines while something is open', async () => {
    const { type } = openConsole();
    await type('for i in a b; do\r', '> ');
    await type('echo "x\r', '> ');
    await type('$i"\r', '> ');
    expect(await type('done\r', /# $/)).toContain('x\r\na\r\nx\r\nb\r\n');
    await type('cat <<E\r', '> ');
    await type('one\r', '> ');
    expect(await type('E\r', /# $/)).toContain('one\r\n');
  });

  it('takes a paste of many lines as one text, to be run by Enter', async () => {
    const { type, console } = openConsole();
    await type(`${ESCAPE}[200~echo one\necho two\n${ESCAPE}[201~`);
    expect(console.shell.history).toEqual([]);
    const ran = await type('\r', /two\r\n[^]*# $/);
    expect(ran).toContain('one\r\ntwo\r\n');
  });

  it('begins a line of its own after text without a newline', async () => {
    const { type } = openConsole();
    expect(await type('printf abc\r', /# $/)).toContain('abc\r\n');
  });

  it('Ctrl-D leaves', async () => {
    const { type, exited } = openConsole();
    await type('(exit 3)\r', /# $/);
    await type('\u0004');
    expect(exited()).toBe(3);
  });
});

describe('editing', () => {
  it.each([
    ['home and end', 'cho a\u0001e\u0005b', 'ab'],
    ['words', `echo one two${ESCAPE}b${ESCAPE}bX`, 'Xone two'],
    ['cut and paste', 'one\u0015echo \u0019', 'one'],
    ['word erase', 'echo a bc\u0017d', 'a d'],
    ['kill to the end', `echo ab${ESCAPE}[D\u000b`, 'a'],
    ['backspace over a wide letter', 'echo 日本\u007f!', '日!'],
    ['delete', `echo ab${ESCAPE}[D${ESCAPE}[3~`, 'a'],
    ['arrows', `echo ac${ESCAPE}[Db`, 'abc'],
  ])('%s', async (_name, keys, expected) => {
    const { type } = openConsole();
    expect(await type(`${keys}\r`, /# $/)).toContain(`\u001b[?2004l${expected}\r\n`);
  });

  it('walks through the history and keeps what was being typed', async () => {
    const { type } = openConsole();
    await type('echo one\r', /# $/);
    await type('echo two\r', /# $/);
    await type(`echo thr${UP}${UP}`);
    expect(await type('\r', /# $/)).toContain('one\r\n');
    await type(`echo thr${UP}${ESCAPE}[B`);
    expect(await type('ee\r', /# $/)).toContain('three\r\n');
  });

  it('searches backwards', async () => {
    const { type, console } = openConsole();
    for (const line of ['echo apple', 'echo berry', 'echo apricot']) console.shell.remember(line);
    await type('\u0012ap', "(reverse-i-search)`ap': ");
    expect(await type('\u0012\r', /# $/)).toContain('apple\r\n');
    await type('keep\u0012zzz', 'failed reverse-i-search');
    await type('\u0007');
    await type('\u0001echo \r', 'keep\r\n');
  });

  it('Ctrl-C gives the line up', async () => {
    const { type } = openConsole();
    expect(await type('echo no\u0003', /\^C\r\n[^]*# $/)).not.toContain('no\r\n');
    expect(await type('echo $?\r', '130\r\n')).toContain('130');
  });
});

describe('Tab', () => {
  it('completes commands, files and variables', async () => {
    const { type } = openConsole();
    await type('kubec\t', 'kubectl ');
    await type('\u0015cat man\tdep\t', 'cat manifests/deployment.yaml ');
    await type('\u0015echo $HOSTN\t', 'HOSTNAME ');
    await type('\u0015echo x > manifests/p\t', 'manifests/pod.yaml ');
    expect(await type('\u0015echo a; whoa\t', 'mi ')).toContain('whoami ');
  });

  it('asks the cluster for what kubectl may mean', async () => {
    const { type } = openConsole('web');
    await type('k get pods cli\t', 'ent ');
    await type('\u0015kubectl -n kube-s\t', 'kubectl -n kube-system ');
    expect(await type('\u0015kubectl apply -f manifests/qu\t', 'ota.yaml ')).toContain(
      'manifests/quota.yaml ',
    );
  });

  it('can be switched off', async () => {
    const bench = openConsole('empty', { canComplete: () => false });
    expect(await bench.type('kubec\t')).toBe('kubec');
  });

  it('lists the choices at the second press', async () => {
    const { type } = openConsole();
    const once = await type('ls manifests/\t');
    expect(once).not.toContain('quota.yaml');
    const twice = await type('\t', 'quota.yaml');
    expect(twice).toContain('configmap.yaml');
  });
});

describe('a command that runs', () => {
  it('is ended by Ctrl-C', async () => {
    const { type } = openConsole();
    await type('while sleep 1; do echo tick; done\r', 'tick');
    await type('\u0003', /\^C\r\n[^]*# $/);
    expect(await type('echo $?\r', '130\r\n')).toContain('130');
  });

  it('reads the keyboard line by line, to Ctrl-D', async () => {
    const { type } = openConsole();
    await type('cat -n\r');
    await type('ab\u007fc\r', /1\tac\r\n/);
    await type('\u0004', /# $/);
    await type('read -p "name? " x; echo "<$x>"\r', 'name? ');
    expect(await type('me\r', '<me>\r\n')).toContain('<me>');
  });

  it('lets what is typed ahead become the next line', async () => {
    const { type } = openConsole();
    await type('sleep 3\r');
    expect(await type('echo next\r', /next\r\n[^]*# $/)).toContain('\u001b[?2004lnext\r\n');
  });

  it('in the background, speaks without spoiling the line', async () => {
    const { type } = openConsole();
    await type('(sleep 2; echo from behind) &\r', /\[1\] \d+\r\n/);
    const printed = await type('sleep 5\r', /\[1\]\+ {2}Done.*\(sleep 2; echo from behind\)/);
    expect(printed).toContain('from behind\r\n');
  });
});

describe('a line from the page', () => {
  it('stands on the prompt and waits', async () => {
    const { type, console, screen } = openConsole();
    console.put('kubectl get nodes');
    expect(screen()).toMatch(/# kubectl get nodes[^\n]*$/);
    await type('\r', 'worker-3');
  });

  it('waits for the command that runs', async () => {
    const { type, console } = openConsole();
    await type('cat\r');
    console.put('echo later');
    expect(await type('\u0004', /# echo later$/)).toContain('echo later');
  });
});
