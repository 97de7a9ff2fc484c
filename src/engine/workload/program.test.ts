import { describe, expect, test } from 'vitest';
import type { Container } from '../api/pod';
import { programOf } from './program';
import { findImage, isImage, parseReference } from './registry';

function of(image: string, part: Partial<Container> = {}, env = {}): ReturnType<typeof programOf> {
  return programOf({ name: 'main', image, ...part }, env);
}

describe('what a container runs', () => {
  test('is what its image runs, unless the manifest says otherwise', () => {
    expect(of('nginx')).toMatchObject({ name: 'nginx', runMs: -1, server: { ports: [80] } });
    expect(of('nginx', { command: ['nginx', '-g', 'daemon off;'] }).server?.ports).toEqual([80]);
    expect(of('nginx', { args: ['nginx-debug', '-g', 'daemon off;'] }).server?.ports).toEqual([80]);
    expect(of('redis', { args: ['--port', '6380'] }).server?.ports).toEqual([6380]);
    expect(of('redis', { command: ['sleep', '5'] })).toMatchObject({
      name: 'sleep',
      runMs: 5000,
      server: null,
    });
  });

  test('of a shell without work ends at once; with arguments it does what they say', () => {
    expect(of('busybox')).toMatchObject({ runMs: 0, exitCode: 0 });
    expect(of('ubuntu')).toMatchObject({ runMs: 0 });
    expect(of('python')).toMatchObject({ runMs: 0 });
    expect(of('busybox', { args: ['sleep', 'infinity'] })).toMatchObject({ name: 'sleep', runMs: -1 });
    expect(of('busybox', { command: ['sh', '-c', 'echo $0', 'me'] })).toMatchObject({
      script: { text: 'echo $0' },
      args: ['me'],
    });
  });

  test('of somebody’s image is a server on its container’s ports', () => {
    const program = of('ghcr.io/me/shop:1', {
      ports: [{ containerPort: 3000 }],
      command: ['./shop', '--fast'],
    });
    expect(program).toMatchObject({ name: 'shop', server: { ports: [3000] } });
    expect(program.banner[0]).toContain('simplified here');
    expect(
      of('python:3.13', { command: ['python', 'app.py'], ports: [{ containerPort: 5000 }] }).server?.ports,
    ).toEqual([5000]);
  });

  test('that is not in the image cannot start', () => {
    expect(of('nginx', { command: ['wget', 'x'] }).startError).toContain(
      'exec: "wget": executable file not found in $PATH: unknown',
    );
    expect(of('nginx', { command: ['no-such-thing'] })).toMatchObject({ exitCode: 128 });
    expect(of('registry.k8s.io/pause:3.10', { command: ['sh'] }).startError).not.toBe('');
    expect(of('busybox', { command: ['sh'] }).startError).toBe('');
  });

  test('from a mounted file needs the right to be run', () => {
    const spec: Container = { name: 'main', image: 'busybox', command: ['/scripts/run.sh'] };
    const files = (mode: number): Parameters<typeof programOf>[2] => ({
      '/scripts/run.sh': { text: 'echo hi', mode },
    });
    expect(programOf(spec, {}, files(0o644)).startError).toContain(
      'exec: "/scripts/run.sh": permission denied',
    );
    expect(programOf(spec, {}, files(0o755))).toMatchObject({
      startError: '',
      script: { words: ['/scripts/run.sh'] },
    });
  });

  test('needs what its image needs', () => {
    expect(of('postgres')).toMatchObject({ runMs: 150, exitCode: 1, server: null, complains: true });
    expect(of('postgres', {}, { POSTGRES_PASSWORD: '' }).server).toBeNull();
    expect(of('postgres', {}, { POSTGRES_PASSWORD: 'x' }).server?.ports).toEqual([5432]);
    expect(of('mariadb', {}, { MYSQL_ROOT_PASSWORD: 'x' }).server?.ports).toEqual([3306]);
  });

  test('is the same data for the containers of one declaration', () => {
    const spec: Container = { name: 'main', image: 'nginx:1.27' };
    expect(programOf(spec)).toBe(programOf(spec, { A: 'b' }));
  });
});

describe('an image', () => {
  test.each([
    ['nginx', true],
    ['nginx:1.27-alpine', true],
    ['nginx:9.99', false],
    ['ngnix', false],
    ['docker.io/library/busybox:1.36', true],
    ['quay.io/nobody/knows:v1', true],
    ['hashicorp/http-echo:1.0', true],
    ['registry.k8s.io/kube-scheduler:v1.33.1', true],
    ['nginx@sha256:0123456789012345678901234567890123456789012345678901234567890123', true],
  ])('%s exists: %s', (name, exists) => {
    expect(isImage(findImage(parseReference(name)))).toBe(exists);
  });
});
