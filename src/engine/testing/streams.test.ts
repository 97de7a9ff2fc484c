import { describe, expect, test } from 'vitest';
import { CHANNEL } from '../api/http';
import { faultInput } from '../faults/faults';
import { bytesOfText, textOfBytes } from '../api/text-bytes';
import { isPodReady } from '../api/pod-status';
import type { ContainerdState } from '../node/containerd-state';
import { createWorld } from '../world';
import { bootedLab, type Lab } from './lab';
import type { PodWishes } from './manifests';
import { StreamClient, TERMINAL } from './stream-client';

function podWith(image: string, container: PodWishes['container'] = {}): Lab {
  const lab = bootedLab();
  lab.createPod('p', { image, container });
  lab.untilPod('p', 'is ready', isPodReady);
  return lab;
}

function exec(lab: Lab, command: readonly string[], tty = false): StreamClient {
  const call = { name: 'p', subresource: 'exec', command };
  const client = tty ? new StreamClient(lab, call, TERMINAL) : new StreamClient(lab, call);
  lab.run(100);
  return client;
}

describe('an exec without a terminal', () => {
  test('hands its input on, and ends with the exit code of its command', () => {
    const lab = podWith('busybox', { command: ['sleep', 'infinity'] });
    const cat = exec(lab, ['cat']);
    expect(cat.code).toBe(101);
    expect(cat.type('one\n')).toBe('one\n');
    expect(cat.type('tw')).toBe('tw');
    expect(cat.isOver).toBe(false);
    cat.closeInput();
    lab.run(100);
    expect(cat.status).toMatchObject({ status: 'Success' });

    const failing = exec(lab, ['sh', '-c', 'echo out; echo bad >&2; exit 3']);
    expect(failing.out).toBe('out\n');
    expect(failing.err).toBe('bad\n');
    expect(failing.status).toMatchObject({
      status: 'Failure',
      reason: 'NonZeroExitCode',
      details: { causes: [{ reason: 'ExitCode', message: '3' }] },
    });
  });

  test('a shell reads its script from the input', () => {
    const lab = podWith('busybox', { command: ['sleep', 'infinity'] });
    const shell = exec(lab, ['sh']);
    shell.send('x=5\nfor i in 1 2; do\n echo $i$x\ndone\nread line\nhello\necho got $line\nexit 7\n');
    lab.run(200);
    expect(shell.out).toBe('15\n25\ngot hello\n');
    expect(shell.status.details?.causes?.[0]?.message).toBe('7');
  });

  test('output comes as time passes, and the end kills what runs', () => {
    const lab = podWith('busybox', { command: ['sleep', 'infinity'] });
    const loop = exec(lab, ['sh', '-c', 'i=0; while true; do echo $i; i=$((i+1)); sleep 1; done']);
    expect(loop.out).toBe('0\n');
    lab.run(2000);
    expect(loop.out).toBe('0\n1\n2\n');
    loop.leave();
    lab.run(3000);
    expect(loop.out).toBe('0\n1\n2\n');
  });

  test('an image without a shell says so', () => {
    const lab = podWith('registry.k8s.io/pause:3.10');
    const shell = exec(lab, ['sh'], true);
    expect(shell.code).toBe(101);
    expect(shell.status.message).toMatch(
      /^Internal error occurred: Internal error occurred: error executing command in container: failed to exec in container: failed to start exec "[0-9a-f]{64}": OCI runtime exec failed: exec failed: unable to start container process: exec: "sh": executable file not found in \$PATH/,
    );
  });
});

describe('a terminal', () => {
  test('shows what is typed, keeps the state of the shell, and ends with exit', () => {
    const lab = podWith('busybox', { command: ['sleep', 'infinity'] });
    const shell = exec(lab, ['sh'], true);
    expect(shell.out).toBe('/ # ');
    expect(shell.type('A=1; cd /tmp\r')).toBe('A=1; cd /tmp\r\n/tmp # ');
    expect(shell.type('echo x$A\r')).toBe('echo x$A\r\nx1\r\n/tmp # ');
    expect(shell.type('echoo\u007f yes\r')).toBe('echoo\b \b yes\r\nyes\r\n/tmp # ');
    expect(shell.type('\u001b[A')).toContain('echo yes');
    expect(shell.type('\u0003')).toBe('^C\r\n/tmp # ');
    expect(shell.type('for i in 1 2\r')).toBe('for i in 1 2\r\n> ');
    expect(shell.type('do echo $i; done\r')).toBe('do echo $i; done\r\n1\r\n2\r\n/tmp # ');
    expect(shell.type('sleep 100\r')).toBe('sleep 100\r\n');
    expect(shell.type('\u0003')).toBe('^C\r\n/tmp # ');
    expect(shell.type('echo $?\r')).toBe('echo $?\r\n130\r\n/tmp # ');
    expect(shell.type('cat\r')).toBe('cat\r\n');
    expect(shell.type('abc\r')).toBe('abc\r\nabc\r\n');
    expect(shell.type('\u0004')).toBe('/tmp # ');
    expect(shell.type('exit 4\r')).toBe('exit 4\r\n');
    expect(shell.status.details?.causes?.[0]?.message).toBe('4');
  });

  test('of a Debian image is bash, and Ctrl-D leaves it', () => {
    const lab = podWith('nginx');
    const shell = exec(lab, ['bash'], true);
    expect(shell.out).toBe('root@p:/# ');
    expect(shell.type('nope\r')).toBe('nope\r\nbash: nope: command not found\r\nroot@p:/# ');
    expect(shell.type('\u0004')).toBe('exit\r\n');
    expect(shell.isOver).toBe(true);
  });

  test('Ctrl-C ends a command that is no shell', () => {
    const lab = podWith('busybox', { command: ['sleep', 'infinity'] });
    const sleep = exec(lab, ['sleep', '1000'], true);
    sleep.type('\u0003');
    expect(sleep.status.details?.causes?.[0]?.message).toBe('130');
  });
});

describe('attach', () => {
  test('speaks with the main process, whose input ends with its first client', () => {
    const lab = bootedLab();
    const container = { command: ['sh'], stdin: true, stdinOnce: true, tty: true };
    lab.createPod('p', { image: 'busybox', container, restartPolicy: 'Never' });
    lab.untilPod('p', 'is ready', isPodReady);
    const client = new StreamClient(lab, { name: 'p', subresource: 'attach' }, TERMINAL);
    lab.run(100);
    expect(client.out).toBe('');
    client.send('{"Width":80,"Height":24}', CHANNEL.resize);
    lab.run(100);
    expect(client.out).toBe('/ # ');
    expect(client.type('hostname\r')).toBe('hostname\r\np\r\n/ # ');
    expect(client.type('exit 2\r')).toBe('exit 2\r\n');
    expect(client.status.status).toBe('Success');
    lab.until('the end', () => lab.pod('p')?.status?.phase === 'Failed');
  });

  test('a program without input shows what it prints', () => {
    const lab = podWith('busybox', { command: ['sh', '-c', 'while true; do echo tick; sleep 1; done'] });
    const client = new StreamClient(lab, { name: 'p', subresource: 'attach' });
    lab.run(2500);
    expect(client.out).toMatch(/^(tick\n){2,3}$/);
  });
});

describe('port-forward', () => {
  test('carries several requests to a server, which logs them', () => {
    const lab = podWith('nginx');
    const port = { ...TERMINAL, tty: false, port: 80 };
    const client = new StreamClient(lab, { name: 'p', subresource: 'portforward' }, port);
    lab.run(50);
    expect(client.code).toBe(101);
    const answer = client.type('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(answer).toContain('Welcome to nginx!');
    expect(client.type('GET /no HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 404 Not Found\r\n/,
    );
    expect(client.isOver).toBe(true);
  });

  test('a port on which nobody listens is refused', () => {
    const lab = podWith('nginx');
    const port = { ...TERMINAL, tty: false, port: 81 };
    const client = new StreamClient(lab, { name: 'p', subresource: 'portforward' }, port);
    lab.run(50);
    expect(client.code).toBe(101);
    expect(client.error).toMatch(
      /^error forwarding port 81 to pod [0-9a-f]{64}, uid : failed to execute portforward in network namespace "\/var\/run\/netns\/cni-[0-9a-f-]{36}": failed to connect to localhost:81 inside namespace "[0-9a-f]{64}", IPv4: dial tcp4 127\.0\.0\.1:81: connect: connection refused /,
    );
  });
});

describe('a session is part of the world', () => {
  function talk(): { readonly lab: Lab; readonly shell: StreamClient } {
    const lab = podWith('busybox', { command: ['sleep', 'infinity'] });
    const shell = exec(lab, ['sh'], true);
    shell.type('A=1; cd /tmp\r');
    shell.type('sleep 5; echo woke $A\r');
    return { lab, shell };
  }

  test('replay gives the same world, with the session open', () => {
    const { lab } = talk();
    lab.run(2000);
    const replayed = createWorld(lab.config);
    replayed.replay(lab.simulation.journal, lab.now);
    expect(replayed.stateHash()).toBe(lab.simulation.stateHash());
    expect(replayed.rollingHash()).toBe(lab.simulation.rollingHash());
  });

  test('a snapshot holds the state of its shell', () => {
    const { lab, shell } = talk();
    const snapshot = structuredClone(lab.simulation.snapshot());
    const goOn = (): string => {
      lab.run(6000);
      shell.send('pwd\r');
      lab.run(100);
      return lab.simulation.stateHash();
    };
    const hash = goOn();
    const told = shell.out;
    expect(told).toMatch(/woke 1\r\n\/tmp # pwd\r\n\/tmp\r\n\/tmp # $/);
    lab.simulation.restore(snapshot);
    expect(goOn()).toBe(hash);
    expect(shell.out.endsWith('woke 1\r\n/tmp # pwd\r\n/tmp\r\n/tmp # ')).toBe(true);
  });

  test('what is shown was caused by what was typed', () => {
    const { lab, shell } = talk();
    lab.run(6000);
    const { trace } = lab.simulation;
    shell.send('echo x\r');
    const typed = lab.simulation.seq;
    lab.run(100);
    const hops = trace.between(typed, lab.simulation.seq);
    const shown = hops.filter(({ kind, to }) => kind === 'exec' && to.endsWith('/user'));
    expect(shown.length).toBeGreaterThan(0);
    for (const { root } of shown) expect(root).toBe(typed);
  });

  test('ends with an error when its kubelet dies', () => {
    const { lab, shell } = talk();
    const node = lab.pod('p').spec.nodeName ?? '';
    lab.simulation.input(faultInput(lab.cluster, { type: 'stop', target: `${node}/kubelet` }, ''));
    lab.run(200);
    expect(shell.status.message).toBe('Internal error occurred: unexpected EOF');
    const late = exec(lab, ['ls']);
    lab.run(200);
    expect(late.status.message).toMatch(
      /^Internal error occurred: error sending request: Post "https:\/\/[0-9.]+:10250\/exec\/default\/p\/main\?command=ls&error=1&input=1&output=1": dial tcp [0-9.]+:10250: connect: connection refused$/,
    );
  });

  test('ends on the machine when the API server dies, and leaves nothing open', () => {
    const { lab, shell } = talk();
    const node = lab.pod('p').spec.nodeName ?? '';
    const runtime = (): ContainerdState =>
      lab.simulation.stateOf(`${lab.cluster}/${node}/containerd`) as ContainerdState;
    expect([runtime().sessions.size, runtime().execs.size]).toEqual([1, 1]);
    lab.simulation.input(faultInput(lab.cluster, { type: 'stop', target: 'kube-apiserver' }, ''));
    lab.run(1000);
    expect([runtime().sessions.size, runtime().execs.size]).toEqual([0, 0]);
    expect(shell.isOver).toBe(false);
  });

  test('ends on the machine with its kubelet', () => {
    const { lab } = talk();
    const node = lab.pod('p').spec.nodeName ?? '';
    lab.simulation.input(faultInput(lab.cluster, { type: 'stop', target: `${node}/kubelet` }, ''));
    lab.run(1000);
    const runtime = lab.simulation.stateOf(`${lab.cluster}/${node}/containerd`) as ContainerdState;
    expect([runtime.sessions.size, runtime.processes.map.size]).toEqual([0, 0]);
  });

  test('ends with 137 when its container is killed', () => {
    const { lab, shell } = talk();
    lab.delete('pods', 'p', 0);
    lab.run(3000);
    expect(shell.status.details?.causes?.[0]?.message).toBe('137');
  });
});

describe('what classes type', () => {
  test('kubectl cp: an archive goes in and comes out as it was, binary files too', () => {
    const lab = podWith('busybox', { command: ['sleep', 'infinity'] });
    const make = exec(lab, [
      'sh',
      '-c',
      'mkdir -p /tmp/a/b; echo one > /tmp/a/x; echo two > /tmp/a/b/y; tar cf - -C /tmp a',
    ]);
    const archive = make.out;
    expect(make.status.status).toBe('Success');
    const take = exec(lab, ['tar', '-xmf', '-', '-C', '/root']);
    take.send(archive.slice(0, 700));
    take.send(archive.slice(700));
    take.closeInput();
    lab.run(200);
    expect(take.status.status).toBe('Success');
    expect(exec(lab, ['cat', '/root/a/x', '/root/a/b/y']).out).toBe('one\ntwo\n');
    const binary = textOfBytes(Uint8Array.from({ length: 300 }, (_, i) => i & 255));
    const write = exec(lab, ['sh', '-c', 'cat > /tmp/binary']);
    write.send(binary);
    write.closeInput();
    lab.run(200);
    const back = exec(lab, ['tar', 'cf', '-', '/tmp/binary']);
    expect(back.err).toBe("tar: removing leading '/' from member names\n");
    const bytes = bytesOfText(back.out);
    expect(bytes.subarray(512, 812)).toEqual(Uint8Array.from({ length: 300 }, (_, i) => i & 255));
    expect(bytes.length % 512).toBe(0);
  });

  test.each([
    ['ls /', /(^|\n)etc\n(.*\n)*tmp\n/],
    ['cat /etc/os-release', /^PRETTY_NAME="Debian/],
    ['id', /^uid=0\(root\)/],
    ['cat /proc/1/comm', /^nginx\n/],
    ['mount', /tmpfs on \/dev/],
    ['df -h', /^Filesystem .*\noverlay .* \/\n/],
    ['free -m', /^ +total +used +free/],
    ['top -bn1', /PID +PPID USER/],
    ['echo a b c | xargs -n1 echo x', /^x a\nx b\nx c\n$/],
    ['basename /a/b.txt .txt', /^b\n$/],
    ['cat /etc/nginx/conf.d/default.conf', /listen +80;/],
    ['ls /usr/share/nginx/html', /^index.html\n/],
  ])('%s', (line, expected) => {
    const isNginx = /nginx|os-release|comm/.test(line);
    const lab = isNginx ? podWith('nginx') : podWith('busybox', { command: ['sleep', 'infinity'] });
    expect(exec(lab, ['sh', '-c', line]).out).toMatch(expected);
  });

  test('ps shows what runs', () => {
    const lab = podWith('busybox', { command: ['sleep', 'infinity'] });
    const shell = exec(lab, ['sh'], true);
    expect(shell.type('ps\r')).toMatch(
      /\r\n {4}1 root +0:00 sleep\r\n {4}7 root +0:00 sh\r\n +\d+ root +0:00 ps\r\n/,
    );
  });

  test('a watch goes on until it is interrupted', () => {
    const lab = podWith('busybox', { command: ['sleep', 'infinity'] });
    const shell = exec(lab, ['sh'], true);
    shell.type('watch -n 1 date\r');
    lab.run(3000);
    expect(shell.out.match(/Every 1\.0s: date/g)?.length).toBe(4);
    expect(shell.type('\u0003')).toBe('^C\r\n/ # ');
  });
});
