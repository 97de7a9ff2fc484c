import { describe, expect, it } from 'vitest';
import { parseImageReference } from './image-reference';

const DIGEST = `sha256:${'0a'.repeat(32)}`;

describe('parseImageReference', () => {
  it('completes short names as Docker Hub does', () => {
    expect(parseImageReference('nginx')).toEqual({
      registry: 'docker.io',
      repository: 'library/nginx',
      tag: 'latest',
      digest: '',
    });
    expect(parseImageReference('grafana/grafana:11.2.0')).toEqual({
      registry: 'docker.io',
      repository: 'grafana/grafana',
      tag: '11.2.0',
      digest: '',
    });
  });

  it('knows a registry by its dot, its port or the name localhost', () => {
    expect(parseImageReference('registry.k8s.io/pause:3.10')?.registry).toBe('registry.k8s.io');
    expect(parseImageReference('localhost:5000/web')).toMatchObject({
      registry: 'localhost:5000',
      tag: 'latest',
    });
  });

  it('gives no tag to a name with only a digest', () => {
    expect(parseImageReference(`nginx@${DIGEST}`)).toMatchObject({ tag: '', digest: DIGEST });
    expect(parseImageReference(`nginx:latest@${DIGEST}`)).toMatchObject({ tag: 'latest', digest: DIGEST });
  });

  it.each(['', 'Nginx', 'nginx:', 'nginx:a b', 'nginx@sha256:12', '/nginx', 'a//b', 'nginx:tag:tag'])(
    'refuses %j',
    (image) => {
      expect(parseImageReference(image)).toBeNull();
    },
  );
});
