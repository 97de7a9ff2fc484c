/** Commands that take the world's time, jobs, Ctrl-C, and output as it comes. */
import { describe, expect, it } from 'vitest';
import { openShell } from '../../bridge/server/testing/shell';

describe('time', () => {
  it('passes while a command sleeps, and only then', async () => {
    const bench = openShell();
    expect(await bench.run('sleep 90; sleep 0.5')).toMatchObject({ code: 0, ms: 90_500 });
    expect(await bench.run('for i in {1..500}; do echo $i; done')).toMatchObject({ ms: 0 });
  });

  it('is what date and time tell', async () => {
    const bench = openShell();
    const { out, err } = await bench.run(
      'date +%T; time sleep 75; date +%T; date -u -d "2026-06-01 09:00" +%s',
    );
    expect(out).toBe('09:00:40\n09:01:55\n1780304400\n');
    expect(err).toContain('real\t1m15.000s\n');
  });

  it('timeout ends a command with 124, and leaves a quick one alone', async () => {
    const bench = openShell();
    expect(await bench.run('timeout 5 sleep 60; echo $?')).toMatchObject({ out: '124\n', ms: 5000 });
    expect(await bench.run('timeout 5 echo quick; echo $?')).toMatchObject({ out: 'quick\n0\n', ms: 0 });
    expect((await bench.run('timeout 3 kubectl get nodes -w | wc -l; echo ${PIPESTATUS[0]}')).out).toMatch(
      /^5\n124\n$/,
    );
  });

  it('runs watch every two seconds', async () => {
    const { out, ms } = await openShell().run('timeout 5 watch -t "date +%S"');
    expect(out).toBe('40\n42\n44\n');
    expect(ms).toBe(5000);
  });
});

describe('pipes', () => {
  it('carry what a watch prints while it goes on, and head ends it', async () => {
    const bench = openShell('web');
    const ran = await bench.run(
      '(sleep 3; echo late) | while read line; do echo "$line at $(date +%S)"; done',
    );
    expect(ran.out).toBe('late at 48\n');
    const watched = await bench.run(
      'while sleep 1; do kubectl get nodes -o name; done | grep worker-2 | head -2; echo ${PIPESTATUS[@]}',
    );
    expect(watched.out).toBe('node/worker-2\nnode/worker-2\n141 141 0\n');
    expect(watched.ms).toBeLessThan(5000);
  });

  it('do not stop who writes nothing', async () => {
    expect(await openShell().run('sleep 5 | true; echo ${PIPESTATUS[@]}')).toMatchObject({
      out: '0 0\n',
      ms: 5000,
    });
  });

  it('stop who writes to nobody', async () => {
    expect((await openShell().run('yes | head -2; echo ${PIPESTATUS[0]}')).out).toBe('y\ny\n141\n');
  });
});

describe('jobs', () => {
  it('run beside each other', async () => {
    const { out, ms } = await openShell().run(
      'sleep 10 & sleep 10 & (sleep 3; echo first) & wait; echo done',
    );
    expect(out).toBe('first\ndone\n');
    expect(ms).toBe(10_000);
  });

  it('are listed, waited for and killed', async () => {
    const bench = openShell();
    const { out } = await bench.run(
      'sleep 60 & jobs; kill %1; wait %1; echo $?; (sleep 1; exit 4) & wait $!; echo $?',
    );
    expect(out).toBe('[1]+  Running                 sleep 60 &\n143\n4\n');
  });
});

describe('an interrupt', () => {
  it.each([
    ['sleep 80000'],
    ['while true; do :; done'],
    ['kubectl get pods -A -w'],
    ['yes > /dev/null'],
    ['cat <(sleep 80000)'],
  ])('ends "%s" with 130 and what stood after it', async (line) => {
    const bench = openShell();
    const running = bench.run(`${line}; echo after`);
    setTimeout(() => bench.shell.interrupt(), 30);
    expect(await running).toMatchObject({ code: 130 });
    expect((await bench.run('echo alive')).out).toBe('alive\n');
  });

  it('has nothing to end at rest', () => {
    expect(openShell().shell.interrupt()).toBe(false);
  });
});

describe('a world that nothing moves', () => {
  it('is not waited for', async () => {
    const bench = openShell();
    await expect(bench.run('sleep 1000000')).rejects.toThrow('86400 s of virtual time are over');
  });
});
