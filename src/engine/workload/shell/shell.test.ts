import { describe, expect, test } from 'vitest';
import { runScript } from '../../testing/script-run';
import { sleepMs } from './commands/sleep';
import type { Answer, Ask } from './process';

describe('how long a script runs and how it ends', () => {
  test.each([
    ['sleep 2; exit 3', 2000, 3],
    ['sleep 1 && sleep 2', 3000, 0],
    ['false && sleep 5', 0, 1],
    ['false || sleep 5', 5000, 0],
    ['true; false', 0, 1],
    ['exit 1; sleep 9', 0, 1],
    ['sleep 1m; exit 256', 60_000, 0],
    ['exec sleep 4; exit 9', 4000, 0],
    ['nonsense', 0, 127],
    ['# nothing', 0, 0],
    ['! true', 0, 1],
    ['(sleep 1; exit 4); echo $?', 1000, 0],
    ['sleep 5 & sleep 1', 1000, 0],
    ['sleep 5 & wait', 5000, 0],
    ['if', 0, 2],
  ])('%s', (script, runMs, exitCode) => {
    expect(runScript(script)).toMatchObject({ runMs, exitCode });
  });

  test.each([
    'while true; do sleep 1; done',
    'sleep 3; while :; do echo hi; done',
    'sleep infinity; exit 1',
    'tail -f /dev/null',
    'until false; do sleep 60; done',
  ])('never: %s', (script) => {
    expect(runScript(script).runMs).toBe(Infinity);
  });
});

describe('what a script prints', () => {
  test.each([
    ['echo hello world; echo "a  b"', 'hello world\na  b\n'],
    ['echo \'$HOME\' "$HOME" \\$HOME', '$HOME /root $HOME\n'],
    ['X=5; echo ${X} $X${Y}z "${X:-no}" ${Y:-no} ${X:+set}', '5 5z 5 no set\n'],
    ['A="x y"; for i in $A "$A"; do echo "[$i]"; done', '[x]\n[y]\n[x y]\n'],
    ['i=0; while [ $i -lt 3 ]; do echo $i; i=$((i+1)); done', '0\n1\n2\n'],
    ['echo $(echo a; echo b) "$(echo c; echo d)"', 'a b c\nd\n'],
    ['echo `echo old`', 'old\n'],
    ['echo a b c | wc -w; printf "%s-%03d\\n" x 7', '3\nx-007\n'],
    ['printf "b\\na\\nb\\n" | sort | uniq -c', '      1 a\n      2 b\n'],
    ['seq 1 20 | grep 1 | head -3 | tail -n 1', '11\n'],
    ['seq 3 | while read x; do echo "<$x>"; done', '<1>\n<2>\n<3>\n'],
    ['f() { echo "f $1"; return 3; }; f x; echo $?', 'f x\n3\n'],
    ['case abc in x) echo no;; a*|b) echo yes;; esac', 'yes\n'],
    ['cat <<END\nhello $HOSTNAME\nEND', 'hello web-1\n'],
    ["cat <<'END' | tr a-z A-Z\nraw $X\nEND", 'RAW $X\n'],
    ['X=a.tar.gz; echo ${X%.gz} ${X%%.*} ${X#*.} ${#X}', 'a.tar a tar.gz 8\n'],
    ['for i in 1 2 3 4; do [ $i = 3 ] && break; [ $i = 1 ] && continue; echo $i; done', '2\n'],
    ['echo one; (cd /tmp; X=1; pwd); pwd; echo "[$X]"', 'one\n/tmp\n/\n[]\n'],
    ['true && echo and || echo or', 'and\n'],
    ['echo a > /tmp/f; echo b >> /tmp/f; cat < /tmp/f', 'a\nb\n'],
    ['nonsense 2>/dev/null || echo "code $?"', 'code 127\n'],
    ['ls /nowhere > /tmp/all 2>&1; cat /tmp/all', 'ls: /nowhere: No such file or directory\n'],
    ['mkdir -p /tmp/d; touch /tmp/d/b /tmp/d/a; ls /tmp/d; echo /tmp/d/*', 'a\nb\n/tmp/d/a /tmp/d/b\n'],
    ['date -u +%FT%T; sleep 61; date +%H:%M:%S', '2026-06-01T09:00:00\n09:01:01\n'],
    ['hostname; id -u; echo $((2 + 3 * 4 % 5)) $((7 > 3 ? 1 : 2))', 'web-1\n0\n4 1\n'],
    ['export GREETING=hi; env | grep GREETING; printenv GREETING', 'GREETING=hi\nhi\n'],
    [
      'echo "a:b:c" | cut -d: -f2; echo hello | sed s/l/L/g; echo "x y z" | awk \'{print $2}\'',
      'b\nheLLo\ny\n',
    ],
    ['sh -c "echo $0 in; exit 4"; echo $?', 'sh in\n4\n'],
    ['eval "X=9; echo $X"; echo $X', '\n9\n'],
  ])('%s', (script, stdout) => {
    expect(runScript(script, { env: { HOSTNAME: 'web-1' } }).stdout).toBe(stdout);
  });

  test('says what it cannot do', () => {
    expect(runScript('nonsense').stderr).toBe('sh: nonsense: not found\n');
    expect(runScript('echo "open').stderr).toBe('sh: syntax error: unterminated quoted string\n');
    expect(runScript('while true; do sleep 1').stderr).toBe(
      'sh: syntax error: unexpected end of file (expecting "done")\n',
    );
    expect(runScript("awk 'BEGIN {}'").stderr).toContain('simplified here');
    expect(runScript('sleep soon').stderr).toBe("sleep: invalid number 'soon'\n");
  });

  test('runs scripts from files, when they may be run', () => {
    const files = { '/bin/hello': 'echo "hello $1"' };
    expect(runScript('sh /bin/hello you', { files }).stdout).toBe('hello you\n');
    expect(runScript('/bin/hello', { files })).toMatchObject({ exitCode: 126 });
    expect(runScript('chmod +x /bin/hello; /bin/hello me', { files }).stdout).toBe('hello me\n');
  });
});

describe('what a script does over time', () => {
  test('files come and go as in the liveness example of the documentation', () => {
    const script = 'touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600';
    const { timeline, runMs } = runScript(script);
    expect(timeline).toEqual(['0 +/tmp/healthy', '30000 -/tmp/healthy']);
    expect(runMs).toBe(630_000);
  });

  test('tail follows what others write', () => {
    const script = 'tail -n+1 -f /tmp/log & sleep 1; exit 0';
    expect(runScript(script, { files: { '/tmp/log': 'a\nb\n' } }).stdout).toBe('a\nb\n');
    const first = runScript('tail -n 1 -f /tmp/log', { files: { '/tmp/log': 'a\nb\n' }, untilMs: 5000 });
    expect(first).toMatchObject({ stdout: 'b\n', runMs: Infinity });
    expect(first.process.wait).toMatchObject({ kind: 'poll', seen: 4 });
  });

  test('a loop that never waits is given up', () => {
    const { process, stderr } = runScript('while true; do :; done');
    expect(process.wait).toMatchObject({ kind: 'sleep', until: Infinity });
    expect(stderr).toContain('simplified here');
  });

  test('asks the network and goes on with the answer', () => {
    const asked: Ask[] = [];
    const answer = (ask: Ask): Answer => {
      asked.push(ask);
      if (asked.length > 2) return { kind: 'failed', why: 'refused', ip: '10.96.0.7' };
      return { kind: 'http', ip: '10.96.0.7', code: 200, body: `page ${asked.length}\n` };
    };
    const script = 'while true; do wget -q -O- -T 2 http://web:8080/x || echo lost; sleep 1; done';
    const { stdout, stderr } = runScript(script, { answer, untilMs: 2500 });
    expect(asked[0]).toEqual({
      kind: 'http',
      method: 'GET',
      host: 'web',
      port: 8080,
      path: '/x',
      timeoutMs: 2000,
    });
    expect(stdout).toBe('page 1\npage 2\nlost\n');
    expect(stderr).toBe("wget: can't connect to remote host (10.96.0.7): Connection refused\n");
  });

  test('waits for a name to be known, as init containers do', () => {
    let asked = 0;
    const answer = (): Answer => ({
      kind: 'dns',
      server: '10.96.0.10',
      name: 'db.default.svc.cluster.local',
      cname: '',
      addresses: ++asked < 3 ? [] : ['10.96.4.4'],
    });
    const { runMs, stdout } = runScript('until nslookup db; do echo waiting; sleep 2; done', { answer });
    expect(asked).toBe(3);
    expect(runMs).toBe(4009);
    expect(stdout.match(/waiting/g)).toHaveLength(2);
  });

  test('captures what a waiting command answers', () => {
    const answer = (): Answer => ({ kind: 'http', ip: '1.1.1.1', code: 200, body: 'v2' });
    expect(runScript('X=$(curl -s http://web); echo "[$X]"', { answer }).stdout).toBe('[v2]\n');
    const code = `curl -s -o /dev/null -w '%{http_code}\\n' http://web | head -1`;
    expect(runScript(code, { answer }).stdout).toBe('200\n');
  });
});

describe('signals', () => {
  test.each([
    ['kill 1', [15]],
    ['kill -9 1', [9]],
    ['kill -TERM 1; kill -SIGINT 1', [15, 2]],
    ['kill -s KILL 1', [9]],
    ['kill 777', []],
  ])('%s signals process 1', (script, signals) => {
    expect(runScript(script).signals).toEqual(signals);
  });

  test('a handler runs when the present command is over', () => {
    const script = "trap 'echo bye; exit 7' TERM; while true; do sleep 10; done";
    expect(runScript(script, { termAtMs: 12_500 })).toMatchObject({
      runMs: 20_000,
      exitCode: 7,
      stdout: 'bye\n',
    });
  });

  test('a handler ends `wait` at once', () => {
    const script = "trap 'echo bye; exit 0' TERM; sleep 3600 & wait";
    expect(runScript(script, { termAtMs: 12_500 })).toMatchObject({
      runMs: 12_500,
      exitCode: 0,
      stdout: 'bye\n',
    });
  });

  test('EXIT runs at the end, whatever it is', () => {
    expect(runScript("trap 'echo done' EXIT; exit 5")).toMatchObject({ exitCode: 5, stdout: 'done\n' });
  });
});

describe('scripts of strangers', () => {
  test.each([
    ['deep', '('.repeat(3000)],
    ['deep substitutions', 'echo ' + '$('.repeat(3000)],
    ['deep braces', 'echo ' + '${x:-'.repeat(3000)],
    ['deep arithmetic', `echo $((${'('.repeat(5000)}`],
    ['a function that calls itself', 'f() { f; }; f'],
    ['a file that calls itself', 'echo "sh /tmp/a" > /tmp/a; sh /tmp/a'],
    ['a pattern that backtracks', `echo ${'a'.repeat(3000)} | grep -E 'a*a*a*a*a*a*a*a*a*a*a*b'`],
    ['a text that doubles', 'x=aaaaaaaa; while true; do x=$x$x; done'],
    [
      'names of JavaScript',
      'constructor; toString=1; echo $constructor $__proto__ $((valueOf constructor 2)); [ a constructor b ]; __proto__=x',
    ],
    ['ever more variables', 'i=0; while true; do i=$((i+1)); export V$i=1; done'],
    ['a file that grows', 'while true; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa >> /tmp/big; done'],
  ])('%s comes to an end', (_, script) => {
    const { process } = runScript(script, { untilMs: 60_000 });
    expect(process.exitCode >= 0 || process.wait !== null).toBe(true);
  });
});

test.each([
  ['2', 2000],
  ['0.5', 500],
  ['3m', 180_000],
  ['1h', 3_600_000],
  ['infinity', Infinity],
  ['soon', NaN],
])('sleeps %s', (word, ms) => {
  expect(sleepMs(word)).toBe(ms);
});
