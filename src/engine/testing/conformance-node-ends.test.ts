/** Containers that end: what their status says, and when they come again. */
import { describe, expect, test } from 'vitest';
import { one, untilState, untilWaiting, untilEnded, untilPhase, logs } from './conformance-pods';
import { conditionOf, createPod, NGINX, restartsOf, shell, statusOf, untilRunning } from './kubelet-pods';
import { bootedLab, Lab } from './lab';

describe('a container that crashes', () => {
  test('is started at once, then after 10, 20, 40, 80, 160 and 300 s', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', one('exit 1'));
    const waits: number[] = [];
    for (let i = 1; i <= 8; i++) {
      const { lastState } = untilState(
        lab,
        'p',
        `restart ${i}`,
        ({ waiting }, { restartCount }) => restartCount === i && waiting === undefined,
        'main',
        400_000,
      );
      const ended = Lab.ms(lastState?.terminated?.finishedAt);
      waits.push(Math.round((lab.now - ended) / 10_000) * 10);
    }
    expect(waits).toEqual([0, 10, 20, 40, 80, 160, 300, 300]);
  });

  test('says in its back-off how long it is, for which container and pod', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', one('exit 3'));
    const message = untilWaiting(lab, 'p', 'CrashLoopBackOff');
    const uid = lab.pod('p').metadata.uid ?? '';
    expect(message).toBe(`back-off 10s restarting failed container=main pod=p_default(${uid})`);
    expect(statusOf(lab, 'p').lastState?.terminated).toMatchObject({ exitCode: 3, reason: 'Error' });
    expect(lab.pod('p').status.phase).toBe('Running');
    expect(lab.told('p')).toContain(
      `Warning BackOff: Back-off restarting failed container main in pod p_default(${uid})`,
    );
    expect(conditionOf(lab, 'p', 'Ready')).toMatchObject({
      status: 'False',
      reason: 'ContainersNotReady',
      message: 'containers with unready status: [main]',
    });
  });

  test('backs off also when it ends with 0, as Completed', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', one('exit 0'));
    untilWaiting(lab, 'p', 'CrashLoopBackOff');
    expect(statusOf(lab, 'p').lastState?.terminated).toMatchObject({ exitCode: 0, reason: 'Completed' });
  });

  test('is told as ended for a moment each time, never as new again', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', one('exit 1'));
    const seen: string[] = [];
    lab.always(60_000, () => {
      const [status] = lab.pods()[0]?.status.containerStatuses ?? [];
      const { waiting, terminated } = status?.state ?? {};
      const word = `${waiting?.reason ?? terminated?.reason ?? ''} ${status?.restartCount ?? 0}`;
      if (status !== undefined && seen.at(-1) !== word) seen.push(word);
    });
    expect(seen).toEqual([
      'ContainerCreating 0',
      'Error 0',
      'Error 1',
      'CrashLoopBackOff 1',
      'Error 2',
      'CrashLoopBackOff 2',
      'Error 3',
      'CrashLoopBackOff 3',
    ]);
  });

  test('begins anew after it ran for more than ten minutes', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', one('sleep 700; exit 1'));
    untilState(lab, 'p', 'third', (_, { restartCount }) => restartCount === 2, 'main', 2_000_000);
    const ended = Lab.ms(statusOf(lab, 'p').lastState?.terminated?.finishedAt);
    expect(lab.now - ended).toBeLessThan(5000);
  });

  test('with OnFailure stays ended after 0 and goes on after 1; with Never in any case', () => {
    const lab = bootedLab();
    createPod(lab, 'good', { ...one('exit 0'), restartPolicy: 'OnFailure' });
    createPod(lab, 'bad', { ...one('exit 1'), restartPolicy: 'OnFailure' });
    createPod(lab, 'never', { ...one('exit 7'), restartPolicy: 'Never' });
    untilPhase(lab, 'good', 'Succeeded');
    untilPhase(lab, 'never', 'Failed');
    untilWaiting(lab, 'bad', 'CrashLoopBackOff');
    expect(lab.pod('bad').status.phase).toBe('Running');
    expect(restartsOf(lab, 'never')).toBe(0);
    expect(statusOf(lab, 'never').state.terminated).toMatchObject({ exitCode: 7, reason: 'Error' });
    expect(conditionOf(lab, 'good', 'Ready')).toMatchObject({ status: 'False', reason: 'PodCompleted' });
    expect(conditionOf(lab, 'never', 'Ready')).toMatchObject({ status: 'False', reason: 'PodFailed' });
  });

  test('one of two with Never: Failed only when both have ended', () => {
    const lab = bootedLab({ workers: 1 });
    const containers = [shell('bad', 'exit 1'), shell('good', 'sleep 30')];
    createPod(lab, 'p', { containers, restartPolicy: 'Never' });
    untilEnded(lab, 'p', 'bad');
    lab.run(5000);
    expect(lab.pod('p').status.phase).toBe('Running');
    untilPhase(lab, 'p', 'Failed');
    expect(statusOf(lab, 'p', 'good').state.terminated?.exitCode).toBe(0);
  });

  test('has logs of the instance that runs now', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', one('echo hello; sleep 5; exit 1'));
    untilState(
      lab,
      'p',
      'second',
      ({ running }, { restartCount }) => restartCount === 1 && running !== undefined,
    );
    lab.run(1000);
    expect(logs(lab, 'p')).toEqual(['hello']);
  });
});

describe('exit codes', () => {
  test.each([
    ['a command that is not there', 'nothere', 127, 'Error'],
    ['a file that may not be run', '/etc/hosts', 126, 'Error'],
    ['SIGKILL from inside, of which process 1 knows nothing', 'kill -9 1; exit 3', 3, 'Error'],
    ['false', 'false', 1, 'Error'],
    ['exit 42', 'exit 42', 42, 'Error'],
  ])('%s', (_, script, exitCode, reason) => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', { ...one(script), restartPolicy: 'Never' });
    expect(untilEnded(lab, 'p')).toMatchObject({ exitCode, reason });
  });

  test('a program that does not exist cannot start: 128, StartError, in the words of runc', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', { containers: [{ ...NGINX, command: ['nothere'] }], restartPolicy: 'Never' });
    const ended = untilEnded(lab, 'p');
    expect(ended).toMatchObject({ exitCode: 128, reason: 'StartError' });
    expect(ended?.message).toContain('exec: "nothere": executable file not found in $PATH: unknown');
    untilPhase(lab, 'p', 'Failed');
    lab.run(50);
    expect(
      lab
        .told('p')
        .some((text) => text.startsWith('Warning Failed: Error: failed to create containerd task')),
    ).toBe(true);
  });

  test('exec has the exit code of its command, and 126/127 come as they are', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', { containers: [NGINX] });
    untilRunning(lab, 'p');
    expect(lab.exec('p', 'sh', '-c', 'exit 5').exitCode).toBe(5);
    expect(lab.exec('p', 'sh', '-c', 'nothere').exitCode).toBe(127);
    expect(lab.exec('p', 'sh', '-c', 'echo out; echo err >&2')).toMatchObject({
      stdout: 'out\n',
      stderr: 'err\n',
    });
  });
});

describe('memory', () => {
  test('more than its limit is OOMKilled with 137 and comes back', () => {
    const lab = bootedLab({ workers: 1 });
    const hungry = {
      name: 'main',
      image: 'polinux/stress',
      command: ['stress'],
      args: ['--vm', '1', '--vm-bytes', '250M', '--vm-hang', '1'],
      resources: { requests: { memory: '50Mi' }, limits: { memory: '100Mi' } },
    };
    createPod(lab, 'p', { containers: [hungry] });
    untilWaiting(lab, 'p', 'CrashLoopBackOff');
    expect(statusOf(lab, 'p').lastState?.terminated).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
  });

  test('below its limit is fine', () => {
    const lab = bootedLab({ workers: 1 });
    const modest = {
      name: 'main',
      image: 'polinux/stress',
      command: ['stress'],
      args: ['--vm', '1', '--vm-bytes', '150M', '--vm-hang', '1'],
      resources: { requests: { memory: '100Mi' }, limits: { memory: '200Mi' } },
    };
    createPod(lab, 'p', { containers: [modest] });
    untilRunning(lab, 'p');
    lab.run(120_000);
    expect(restartsOf(lab, 'p')).toBe(0);
  });
});
