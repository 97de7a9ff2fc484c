import { describe, expect, test } from 'vitest';
import { placeAt } from './place';

/** The text without its `|`, and where that stood. */
function at(marked: string) {
  const cursor = marked.indexOf('|');
  return placeAt(marked.slice(0, cursor) + marked.slice(cursor + 1), cursor);
}

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 3
  template:
    spec:
      containers:
        - name: nginx
          image: nginx
          ports:
          - containerPort: 80
`;

describe('the place of the cursor', () => {
  test('at the beginning of an empty text a key of the object is written', () => {
    expect(at('|')).toMatchObject({ path: [], writes: 'key', word: '', kind: '' });
  });

  test('a key below spec', () => {
    expect(at(`${DEPLOYMENT}  sel|`)).toMatchObject({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      path: ['spec'],
      writes: 'key',
      word: 'sel',
      siblings: ['template', 'replicas'],
    });
  });

  test('a key of a container, further down in the same item', () => {
    const marked = DEPLOYMENT.replace('          image: nginx\n', '          im|\n');
    expect(at(marked)).toMatchObject({ path: ['spec', 'template', 'spec', 'containers'], word: 'im' });
    expect(at(marked)?.siblings).toEqual(['name', 'ports']);
  });

  test('a key of a container, in the line of its dash', () => {
    const marked = DEPLOYMENT.replace('        - name: nginx\n', '        - na|\n');
    expect(at(marked)).toMatchObject({ path: ['spec', 'template', 'spec', 'containers'], word: 'na' });
  });

  test('a list whose dashes stand in the column of its key', () => {
    const marked = DEPLOYMENT.replace('containerPort: 80', 'containerPort: 80\n            pro|');
    expect(at(marked)).toMatchObject({
      path: ['spec', 'template', 'spec', 'containers', 'ports'],
      word: 'pro',
    });
  });

  test('a value', () => {
    expect(at(`${DEPLOYMENT}  paused: tr|`)).toMatchObject({
      path: ['spec'],
      writes: 'value',
      key: 'paused',
      word: 'tr',
    });
    expect(at('kind: |')).toMatchObject({ writes: 'value', key: 'kind', word: '' });
  });

  test('in the second document the first does not count', () => {
    expect(at(`${DEPLOYMENT}---\nkind: Service\nspec:\n  ty|`)).toMatchObject({
      kind: 'Service',
      path: ['spec'],
    });
  });

  test('nothing is offered in a comment or in the middle of a sentence', () => {
    expect(at('# a com|')).toBeNull();
    expect(at('kind: Pod # a com|')).toBeNull();
  });
});
