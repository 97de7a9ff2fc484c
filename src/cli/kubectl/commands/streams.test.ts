import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Lab } from '../../../bridge/server/testing/side-by-side';

const OBJECTS = `apiVersion: v1
kind: Pod
metadata: {name: box}
spec:
  containers:
  - {name: main, image: "busybox:1.36", command: [sh, -c, "echo ready; sleep 3600"]}
  - {name: side, image: "nginx:1.27"}
`;

const STEP = { stepMs: 20 };
let lab: Lab;

beforeAll(async () => {
  lab = await Lab.open({ files: { 'objects.yaml': OBJECTS, 'note.txt': 'hello\nworld\n' } });
  await lab.run('kubectl apply --validate=false -f objects.yaml');
  lab.advance(30_000);
}, 60_000);

afterAll(() => lab.close());

const DEFAULTED = 'Defaulted container "main" out of: main, side\n';

describe('kubectl exec', () => {
  it('prints what the command prints', async () => {
    expect(await lab.run('kubectl exec box -- echo hi', STEP)).toEqual({
      code: 0,
      out: 'hi\n',
      err: DEFAULTED,
    });
  });

  it("ends with the command's code", async () => {
    const printed = await lab.run('kubectl exec box -c main -- sh -c "echo oh >&2; exit 7"', STEP);
    expect(printed).toEqual({ code: 7, out: '', err: 'oh\ncommand terminated with exit code 7\n' });
  });

  it('sends what stdin holds', async () => {
    const { out, code } = await lab.run('kubectl exec -i box -c main -- cat', {
      ...STEP,
      stdin: 'one\ntwo\n',
    });
    expect({ out, code }).toEqual({ out: 'one\ntwo\n', code: 0 });
  });

  it('does without a terminal when nobody types', async () => {
    const { err } = await lab.run('kubectl exec -it box -c main -- echo x', STEP);
    expect(err).toBe('Unable to use a TTY - input is not a terminal or the right kind of file\n');
  });

  it('says that there is no such container', async () => {
    const { code, err } = await lab.run('kubectl exec box -c nope -- date', STEP);
    expect(code).toBe(1);
    expect(err).toContain('container nope is not valid for pod box');
  });
});

describe('kubectl cp', () => {
  it('copies a file there and back', async () => {
    expect(await lab.run('kubectl cp note.txt box:/tmp/note.txt -c main', STEP)).toEqual({
      code: 0,
      out: '',
      err: '',
    });
    const { out } = await lab.run('kubectl exec box -c main -- cat /tmp/note.txt', STEP);
    expect(out).toBe('hello\nworld\n');
    const { code } = await lab.run('kubectl cp box:/tmp/note.txt back.txt -c main', STEP);
    expect(code).toBe(0);
    expect(await lab.files.read('back.txt')).toBe('hello\nworld\n');
  });

  it('copies into a folder that is there', async () => {
    await lab.run('kubectl cp note.txt box:/tmp -c main', STEP);
    const { out } = await lab.run('kubectl exec box -c main -- ls /tmp', STEP);
    expect(out).toContain('note.txt');
  });
});

describe('kubectl attach and debug', () => {
  it('stays with a container until it is interrupted', async () => {
    const { out, err, code } = await lab.run('kubectl attach box -c main', { ...STEP, stopAfterMs: 400 });
    expect({ out, err, code }).toEqual({
      out: '',
      err: "If you don't see a command prompt, try pressing enter.\n",
      code: 130,
    });
  });

  it('shows the log of an ephemeral container that has ended', async () => {
    const { out, err, code } = await lab.run(
      'kubectl debug box --image=busybox:1.36 -c probe --attach --profile=general -- echo found',
      STEP,
    );
    expect({ out, err, code }).toEqual({ out: 'found\n', err: '', code: 0 });
  });

  it('makes a copy with another image', async () => {
    const { code } = await lab.run(
      'kubectl debug box --copy-to=box2 --set-image=*=nginx:1.26 --profile=general',
    );
    expect(code).toBe(0);
    const { out } = await lab.run('kubectl get pod box2 -o jsonpath={.spec.containers[*].image}');
    expect(out).toBe('nginx:1.26 nginx:1.26');
  });

  it('starts a pod on a node', async () => {
    const { out } = await lab.run('kubectl debug node/worker-1 --image=busybox:1.36 --profile=sysadmin');
    const [, name] =
      /^Creating debugging pod (node-debugger-worker-1-\w{5}) with container debugger/.exec(out) ?? [];
    const pod = await lab.run(`kubectl get pod ${name} -o jsonpath={.spec.hostNetwork},{.spec.nodeName}`);
    expect(pod.out).toBe('true,worker-1');
  });
});
