import { beforeAll, describe, expect, it } from 'vitest';
import { apiVersionOf, type Kind } from '../api/kind';
import { KINDS } from '../api/kinds';
import { EXAMPLES } from '../testing/examples';
import { HttpLab, listOf, textOf, type Json } from '../testing/http-lab';

const TABLE = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };
const PARTIAL = { accept: 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io' };

let lab: HttpLab;
beforeAll(() => {
  lab = new HttpLab();
});

function rootOf({ group, version }: Kind): string {
  return group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
}

function collectionOf(kind: Kind): string {
  const namespace = kind.namespaced ? '/namespaces/default' : '';
  return `${rootOf(kind)}${namespace}/${kind.resource}`;
}

/** What cells may be, by the types of their columns: Go's are not strict about it. */
const CELLS: Readonly<Record<string, readonly string[]>> = {
  integer: ['number'],
  boolean: ['boolean', 'string'],
  string: ['string', 'number', 'boolean'],
};

/** Kinds that change at the hands of others while we look. */
const RESTLESS: readonly string[] = ['nodes'];
/** Until those who look after an object have done with it. */
const SETTLED_MS = 30_000;

describe.each(KINDS.map((kind) => [kind.resource, kind] as const))('%s', (resource, kind) => {
  const collection = collectionOf(kind);
  const manifest = EXAMPLES[resource] as { metadata: { name: string } };
  const { name } = manifest.metadata;
  const path = `${collection}/${name}`;
  let created: Json;

  beforeAll(() => {
    created = lab.post(collection, manifest).json;
    lab.advance(SETTLED_MS);
  });

  it('is created with what the server adds', () => {
    expect(created).toMatchObject({ apiVersion: apiVersionOf(kind), kind: kind.kind, metadata: { name } });
    const metadata = created['metadata'];
    expect(metadata?.['uid']).toMatch(/^[0-9a-f-]{36}$/);
    expect(metadata?.['creationTimestamp']).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect(metadata?.['namespace']).toBe(kind.namespaced ? 'default' : undefined);
    expect(metadata?.['generation']).toBe(kind.hasGeneration ? 1 : undefined);
  });

  it('is got and listed, in items without kind and apiVersion', () => {
    expect(lab.get(path).json['metadata']).toMatchObject({ name, uid: created['metadata']?.['uid'] });
    const list = lab.get(collection).json;
    expect(list).toMatchObject({ kind: `${kind.kind}List`, apiVersion: apiVersionOf(kind) });
    const item = listOf(list['items']).find((each) => textOf(each['metadata']?.['name']) === name);
    expect(item).toBeDefined();
    expect(item).not.toHaveProperty('kind');
    const everywhere = lab.get(`${rootOf(kind)}/${resource}?fieldSelector=metadata.name%3D${name}`).json;
    expect(listOf(everywhere['items']).map((each) => each['metadata']?.['name'])).toContain(name);
  });

  it('is shown as a Table whose cells fit its columns', () => {
    const table = lab.get(path, TABLE).json;
    expect(table).toMatchObject({ kind: 'Table', apiVersion: 'meta.k8s.io/v1' });
    const columns = listOf(table['columnDefinitions']);
    const [row] = listOf(table['rows']);
    const cells = row?.['cells'] as unknown as readonly unknown[];
    expect(cells).toHaveLength(columns.length);
    columns.forEach(({ type }, i) => {
      expect(CELLS[textOf(type)]).toContain(typeof cells[i]);
      expect(cells[i]).not.toBeNaN();
    });
    const withName = columns.filter(({ format }) => textOf(format) === 'name');
    expect(withName.map((column) => column['name'])).toEqual(['Name']);
    expect(row?.['object']).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { name } });
  });

  it('is shown with its metadata only', () => {
    const list = lab.get(collection, PARTIAL).json;
    expect(list).toMatchObject({ kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1' });
    for (const item of listOf(list['items']))
      expect(Object.keys(item).sort()).toEqual(['apiVersion', 'kind', 'metadata']);
  });

  it('is patched, and nobody is told of a patch that changes nothing', () => {
    const patched = lab.patch(path, 'merge', { metadata: { labels: { a: 'b' } } });
    expect(patched.status).toBe(200);
    expect(patched.json['metadata']?.['labels']).toMatchObject({ a: 'b' });
    if (RESTLESS.includes(resource)) return;
    const again = lab.patch(path, 'merge', { metadata: { labels: { a: 'b' } } }).json;
    expect(again['metadata']?.['resourceVersion']).toBe(patched.json['metadata']?.['resourceVersion']);
    const added = [{ op: 'add', path: '/metadata/labels/c', value: 'd' }];
    expect(lab.patch(path, 'json', added).json['metadata']?.['labels']).toMatchObject({ a: 'b', c: 'd' });
    const removed = lab.patch(path, 'strategic', { metadata: { labels: { c: null } } }).json;
    expect(removed['metadata']?.['labels']).not.toHaveProperty('c');
  });

  it('is replaced by who has seen its newest version only', () => {
    const seen = lab.get(path).json;
    const stale = { ...seen, metadata: { ...seen['metadata'], resourceVersion: '1' } };
    const refused = lab.put(path, stale);
    expect([refused.status, refused.json['reason']]).toEqual([409, 'Conflict']);
    const replaced = lab.put(path, { ...seen, metadata: { ...seen['metadata'], annotations: { n: 'm' } } });
    if (RESTLESS.includes(resource) && replaced.status === 409) return;
    expect(replaced.status).toBe(200);
    expect(replaced.json['metadata']?.['annotations']).toMatchObject({ n: 'm' });
  });

  it('is refused with the words of the server when it is not so', () => {
    const gr = kind.group === '' ? resource : `${resource}.${kind.group}`;
    const twice = lab.post(collection, manifest);
    expect([twice.status, twice.json['reason']]).toEqual([409, 'AlreadyExists']);
    expect(twice.json['message']).toBe(`${gr} "${name}" already exists`);
    const missing = lab.get(`${collection}/nosuch`);
    expect(missing.json).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: `${gr} "nosuch" not found`,
      reason: 'NotFound',
      details: { name: 'nosuch', ...(kind.group === '' ? {} : { group: kind.group }), kind: resource },
      code: 404,
    });
    expect(lab.delete(`${collection}/nosuch`).status).toBe(404);
    expect(lab.send('PUT', collection, { body: manifest }).status).toBe(405);
    expect(lab.send('POST', path, { body: manifest }).status).toBe(405);
    const unknown = lab.post(`${collection}?fieldValidation=Strict`, { ...manifest, nosuch: 1 });
    expect(unknown.status).toBe(400);
    expect(unknown.json['message']).toContain('strict decoding error: unknown field "nosuch"');
  });

  it('survives dry runs of every write', () => {
    lab.advance(SETTLED_MS);
    const before = lab.get(collection).json['metadata']?.['resourceVersion'];
    const other = { ...manifest, metadata: { ...manifest.metadata, name: `${name}-dry` } };
    const dry = lab.post(`${collection}?dryRun=All`, other);
    expect(dry.status, dry.text).toBe(201);
    expect(dry.json['metadata']?.['uid']).toBeDefined();
    const patch = { metadata: { labels: { dry: 'run' } } };
    expect(lab.patch(`${path}?dryRun=All`, 'merge', patch).json['metadata']?.['labels']).toMatchObject({
      dry: 'run',
    });
    expect(lab.delete(`${path}?dryRun=All`).status).toBe(200);
    const now = lab.get(path).json;
    expect(now['metadata']).not.toHaveProperty('deletionTimestamp');
    expect(now['metadata']?.['labels']).not.toHaveProperty('dry');
    expect(lab.get(`${collection}/${name}-dry`).status).toBe(404);
    if (RESTLESS.includes(resource)) return;
    const changes = lab.watch(`${collection}?watch=true&resourceVersion=${textOf(before)}`);
    expect(changes.events).toEqual([]);
    changes.exchange?.close();
  });

  it('is deleted', () => {
    const answer = lab.delete(path, { gracePeriodSeconds: 0 });
    expect(answer.status, answer.text).toBe(200);
    lab.headless.advanceUntil(() => lab.get(path).status === 404, 120_000);
    expect(lab.get(path).status).toBe(404);
  });
});
