/** A shell as its host sees it: files, sessions, kubectl, the network that it is not in. */
import { describe, expect, it } from 'vitest';
import { openShell } from '../../bridge/server/testing/shell';
import type { ShellSnapshot } from './shell';

describe('kubectl in the shell', () => {
  it('is a command like others: pipes, substitution, exit codes, k', async () => {
    const bench = openShell('web');
    const { out } = await bench.run(
      'kubectl get pods -o name | wc -l\nfor p in $(k get po -l app=web -o name); do echo "<${p%-*-*}>"; done\nk get pod nowhere; echo $?',
    );
    expect(out).toBe('4\n<pod/web>\n<pod/web>\n<pod/web>\n1\n');
  });

  it('reads manifests from files, here-documents and pipes', async () => {
    const bench = openShell();
    await bench.run('kubectl create -f manifests/configmap.yaml');
    const piped = await bench.run(
      'cat <<E | kubectl create -f -\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: piped\ndata:\n  at: "$(date +%F)"\nE',
    );
    expect(piped).toMatchObject({ out: 'configmap/piped created\n', err: '', code: 0 });
    const { out } = await bench.run(
      "kubectl get cm -o name | grep -v kube-root; kubectl get cm piped -o jsonpath='{.data.at}'",
    );
    expect(out).toBe('configmap/piped\nconfigmap/settings\n2026-06-01');
  });

  it('uses the kubeconfig of the home directory', async () => {
    const { out } = await openShell().run('grep -o "https://.*" ~/.kube/config; stat -c %a ~/.kube/config');
    expect(out).toBe('https://172.18.0.2:6443\n600\n');
  });
});

describe('the network', () => {
  it('of the cluster is out of reach, and the shell says what to do', async () => {
    const { err, code } = await openShell().run('curl http://10.96.0.1');
    expect(err).toContain(
      "curl: (7) Failed to connect to 10.96.0.1 port 80 after 0 ms: Couldn't connect to server\n",
    );
    expect(err).toContain('kubectl port-forward');
    expect(code).toBe(7);
  });

  it('has no names of Services', async () => {
    const { err, code } = await openShell().run('curl -sS web.default.svc');
    expect(err).toBe('curl: (6) Could not resolve host: web.default.svc\n');
    expect(code).toBe(6);
  });

  it('answers at a port of this machine while somebody listens', async () => {
    const bench = openShell();
    const listener = bench.shell.machine.ports.listen(8080, (connection) => {
      void (async () => {
        for await (const bytes of connection.incoming) {
          const [line] = new TextDecoder().decode(bytes).split('\r\n');
          connection.send(
            new TextEncoder().encode(`HTTP/1.1 200 OK\r\nContent-Length: ${line?.length}\r\n\r\n${line}`),
          );
        }
      })();
    });
    expect(await bench.run('curl -s localhost:8080/a?b')).toMatchObject({
      out: 'GET /a?b HTTP/1.1',
      code: 0,
    });
    expect((await bench.run("curl -so /dev/null -w '%{http_code}' 127.0.0.1:8080")).out).toBe('200');
    listener?.close();
    expect((await bench.run('curl -s localhost:8080; echo $?')).out).toBe('7\n');
  });
});

describe('a session', () => {
  it('takes files and history along', async () => {
    const first = openShell();
    await first.run('mkdir -p a/b empty; echo x > a/b/f; chmod 700 a/b/f; rm -r manifests');
    first.shell.remember('echo one');
    const second = openShell();
    second.shell.import(JSON.parse(JSON.stringify(first.shell.export())) as ShellSnapshot);
    const { out } = await second.run('ls; ls -l a/b; cat a/b/f; history');
    expect(out).toContain('a\nempty\n');
    expect(out).toContain('-rwx------');
    expect(out).toContain('x\n    1  echo one\n');
  });

  it('refuses files from outside the home directory, and too many of them', () => {
    const { shell } = openShell();
    const file = (path: string, text = '') => ({ files: { [path]: { text, mode: 0o644 } }, history: [] });
    expect(() => shell.import(file('/etc/passwd'))).toThrow('no place here: /etc/passwd');
    expect(() => shell.import(file('/root/../etc/x'))).toThrow('no place here');
    expect(() => shell.import(file('/root/x', 'y'.repeat(2 ** 20)))).toThrow('larger than 1 MB');
    expect(shell.files.listAt('/root/manifests').length).toBe(5);
  });

  it('does not carry more than 1 MB', async () => {
    const bench = openShell();
    bench.shell.files.writeAt('/root/big', 'x'.repeat(2 ** 20));
    expect(bench.shell.export().files).toBeNull();
  });
});

describe('files', () => {
  it('of a mount can be read, not written', async () => {
    const bench = openShell();
    bench.shell.files.mount('/mnt', {
      kind: (path) => (path === '' ? 'folder' : path === 'a.yaml' ? 'file' : 'missing'),
      list: () => ['a.yaml'],
      read: () => 'text\n',
    });
    const { out, err } = await bench.run(
      'ls /mnt; cat /mnt/*; cp /mnt/a.yaml .; cat a.yaml; echo no > /mnt/b; rm -rf /mnt/a.yaml',
    );
    expect(out).toBe('a.yaml\ntext\ntext\n');
    expect(err).toBe(
      "bash: line 1: /mnt/b: Read-only file system\nrm: cannot remove '/mnt/a.yaml': Read-only file system\n",
    );
  });
});
