/** Images that are there, and images that are not; and running a command in a container. */
import { describe, expect, test } from 'vitest';
import { untilWaiting, execIn } from './conformance-pods';
import { createPod, NGINX, patchPod, restartsOf, shell, untilReady, untilRunning } from './kubelet-pods';
import type { Lab } from './lab';
import { bootedLab } from './lab';

describe('images', () => {
  test('that no registry has: ErrImagePull, then ImagePullBackOff with the words before', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', { containers: [{ name: 'main', image: 'ngnix:1.27' }] });
    const why = untilWaiting(lab, 'p', 'ErrImagePull');
    expect(why).toMatch(
      /^rpc error: code = NotFound desc = failed to pull and unpack image "docker\.io\/library\/ngnix:1\.27": /,
    );
    expect(untilWaiting(lab, 'p', 'ImagePullBackOff')).toBe(
      `Back-off pulling image "ngnix:1.27": ErrImagePull: ${why}`,
    );
    expect(lab.told('p').slice(1)).toEqual([
      'Normal Pulling: Pulling image "ngnix:1.27"',
      `Warning Failed: Failed to pull image "ngnix:1.27": ${why}`,
      'Warning Failed: Error: ErrImagePull',
      'Normal BackOff: Back-off pulling image "ngnix:1.27"',
      'Warning Failed: Error: ImagePullBackOff',
    ]);
    expect(lab.pod('p').status.phase).toBe('Pending');
  });

  test('that is corrected: the pod goes on by itself', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', { containers: [{ name: 'main', image: 'ngnix:1.27' }] });
    untilWaiting(lab, 'p', 'ImagePullBackOff');
    patchPod(lab, 'p', { spec: { containers: [{ name: 'main', image: 'nginx:1.27' }] } });
    untilReady(lab, 'p');
    expect(restartsOf(lab, 'p')).toBe(0);
  });

  test('with the policy Never that is not there', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', { containers: [{ ...NGINX, imagePullPolicy: 'Never' }] });
    expect(untilWaiting(lab, 'p', 'ErrImageNeverPull')).toBe(
      'Container image "nginx:1.27" is not present with pull policy of Never',
    );
  });

  test('of which the name is none', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', { containers: [{ name: 'main', image: 'Nginx:1.27' }] });
    expect(untilWaiting(lab, 'p', 'InvalidImageName')).toContain('must be lowercase');
  });

  test('are pulled once for a node, and found the second time', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'a', { containers: [NGINX] });
    untilReady(lab, 'a');
    createPod(lab, 'b', { containers: [NGINX] });
    untilReady(lab, 'b');
    expect(lab.told('b')).toContain('Normal Pulled: Container image "nginx:1.27" already present on machine');
    expect(
      lab
        .told('a')
        .some((text) => text.startsWith('Normal Pulled: Successfully pulled image "nginx:1.27" in ')),
    ).toBe(true);
  });

  test('without a tag are latest and pulled each time', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'a', { containers: [{ name: 'main', image: 'nginx' }] });
    expect(lab.pod('a').spec.containers[0]?.imagePullPolicy).toBe('Always');
    untilReady(lab, 'a');
    createPod(lab, 'b', { containers: [{ name: 'main', image: 'nginx' }] });
    untilReady(lab, 'b');
    expect(lab.told('b')).toContain('Normal Pulling: Pulling image "nginx"');
  });

  test('appear in the status of the node by digest and by tag', () => {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'a', { containers: [NGINX] });
    untilReady(lab, 'a');
    lab.run(15_000);
    const names = lab.node('worker-1').status.images?.flatMap(({ names = [] }) => names) ?? [];
    expect(names).toContain('docker.io/library/nginx:1.27');
  });
});

describe('exec', () => {
  function lab3(): Lab {
    const lab = bootedLab({ workers: 1 });
    createPod(lab, 'p', {
      initContainers: [
        { ...shell('agent', 'touch /tmp/agent; sleep infinity'), restartPolicy: 'Always' },
        shell('setup', 'touch /tmp/setup; sleep 20'),
      ],
      containers: [{ ...NGINX, name: 'web' }, shell('side', 'touch /tmp/side; sleep infinity')],
    });
    return lab;
  }

  test('goes into the container that is named, the first one otherwise', () => {
    const lab = lab3();
    untilRunning(lab, 'p', 'side');
    lab.run(500);
    expect(execIn(lab, 'p', 'side', 'ls', '/tmp').stdout).toBe('side\n');
    expect(lab.exec('p', 'ls', '/tmp').stdout).toBe('');
  });

  test('goes into a sidecar', () => {
    const lab = lab3();
    untilRunning(lab, 'p', 'side');
    expect(execIn(lab, 'p', 'agent', 'ls', '/tmp').stdout).toBe('agent\n');
  });

  test('goes into an init container while it runs, and not afterwards', () => {
    const lab = lab3();
    untilRunning(lab, 'p', 'setup');
    lab.run(500);
    expect(execIn(lab, 'p', 'setup', 'ls', '/tmp').stdout).toBe('setup\n');
    untilRunning(lab, 'p', 'side');
    const call = {
      verb: 'create',
      resource: 'pods',
      name: 'p',
      subresource: 'exec',
      command: ['ls'],
    } as const;
    expect(lab.request({ ...call, container: 'setup' }).code).toBe(500);
  });

  test('into a container that the pod does not have is refused', () => {
    const lab = lab3();
    const call = {
      verb: 'create',
      resource: 'pods',
      name: 'p',
      subresource: 'exec',
      command: ['ls'],
    } as const;
    expect(lab.request({ ...call, container: 'nope' })).toMatchObject({
      code: 400,
      body: { message: 'container nope is not valid for pod p' },
    });
  });
});
