import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KINDS } from '../api/kinds';
import { HttpLab, type Asked, type Conversation } from '../testing/http-lab';

const lab = new HttpLab();

/** What is wrong with the answer; '' for nothing. No answer may be a crash, a hang, or a 500 of our own. */
function faultIn({ status, text, isOver }: Conversation, isStream: boolean): string {
  if (status < 200) return `no status: ${status}`;
  if (!isStream && !isOver) return 'no end';
  if (status >= 500 && !OWN_500.test(text)) return `${status}: ${text}`;
  if (status < 400 || !text.startsWith('{')) return '';
  const { kind, code } = JSON.parse(text) as { kind: unknown; code: unknown };
  return kind === 'Status' && code === status ? '' : `${status} with ${text}`;
}

function answerTo(method: string, target: string, asked: Asked = {}): number {
  const conversation = lab.open(method, target, asked);
  const isStream = /[?&]watch/.test(target) || target.includes('/watch/') || target.includes('follow');
  if (!isStream) lab.headless.advanceUntil(() => conversation.isOver, 60_000);
  conversation.exchange?.close();
  expect(faultIn(conversation, isStream), `${method} ${target}`).toBe('');
  return conversation.status;
}

/** Errors that the real server tells with a 500 too: targets of bindings, patches that cannot be merged. */
const OWN_500 = /Required value|Unsupported value|merge|patch|map/;

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'get', 'TRACE', ''];
const RESOURCES = [...KINDS.map(({ resource }) => resource), 'nosuch', 'namespaces', 'watch', 'proxy'];

const word = fc.oneof(
  fc.constantFrom('api', 'v1', 'apis', 'apps', 'namespaces', 'default', 'status', 'scale', 'finalize', 'log'),
  fc.constantFrom(...RESOURCES),
  fc.constantFrom('%00', '%', '%zz', '%2F', '%2e%2e', '..', '.', '', '%ff%fe', '__proto__', 'constructor'),
  fc.string({ maxLength: 12 }),
);
const pair = fc
  .tuple(
    fc.constantFrom(
      ...['limit', 'continue', 'labelSelector', 'fieldSelector', 'resourceVersion', 'timeoutSeconds'],
      ...[
        'resourceVersionMatch',
        'dryRun',
        'fieldValidation',
        'pretty',
        'includeObject',
        'propagationPolicy',
      ],
      ...['gracePeriodSeconds', 'allowWatchBookmarks', 'sendInitialEvents', 'x'],
    ),
    fc.oneof(
      fc.string({ maxLength: 20 }),
      fc.constantFrom('0', '-1', '1e9', 'All', 'Strict', 'a=b', 'a in (b', '%'),
    ),
  )
  .map(([name, value]) => `${name}=${value}`);
const target = fc
  .tuple(fc.array(word, { maxLength: 9 }), fc.array(pair, { maxLength: 4 }))
  .map(([parts, pairs]) => `/${parts.join('/')}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`);

/** Paths that lead somewhere. */
const place = fc
  .tuple(
    fc.constantFrom(...KINDS),
    fc.constantFrom('', '/a', '/a/status', '/a/scale'),
    fc.array(pair, { maxLength: 3 }),
  )
  .map(([kind, rest, pairs]) => {
    const root = kind.group === '' ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`;
    const namespace = kind.namespaced ? '/namespaces/default' : '';
    return `${root}${namespace}/${kind.resource}${rest}${pairs.length === 0 ? '' : `?${pairs.join('&')}`}`;
  });

const json = fc.json({ maxDepth: 5 });
const types = fc.constantFrom(
  ...[
    'application/json',
    'application/yaml',
    'application/vnd.kubernetes.protobuf',
    'text/plain',
    '',
    'a;b;=;"',
  ],
  ...[
    'application/merge-patch+json',
    'application/json-patch+json',
    'application/strategic-merge-patch+json',
  ],
  'application/apply-patch+yaml',
);
const accepts = fc.constantFrom(
  ...[
    '',
    '*/*',
    'application/json',
    'text/html',
    'application/yaml',
    'application/json;as=Table;v=v1;g=meta.k8s.io',
  ],
  'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io',
);

const MERGE_LABEL: Asked = {
  body: { metadata: { labels: { a: 'b' } } },
  headers: { 'content-type': 'application/merge-patch+json' },
};

describe('whatever is asked', () => {
  it('is answered: any path, any query', () => {
    fc.assert(
      fc.property(fc.constantFrom(...METHODS), target, accepts, (method, path, accept) => {
        expect(answerTo(method, path, { headers: { accept } })).toBeLessThan(600);
      }),
      { numRuns: 300 },
    );
  });

  it('is answered: any body of any type at a place that exists', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...METHODS),
        place,
        json,
        types,
        accepts,
        (method, path, body, type, accept) => {
          expect(answerTo(method, path, { body, headers: { 'content-type': type, accept } })).toBeLessThan(
            600,
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is answered: bytes that are nothing', () => {
    fc.assert(
      fc.property(place, fc.uint8Array({ maxLength: 200 }), types, (path, body, type) => {
        expect(answerTo('POST', path, { body, headers: { 'content-type': type } })).toBeLessThan(600);
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['a path with a bad percent sign', '/api/v1/pods/%zz', 400],
    ['a path with a control character', '/api/v1/\u0001', 400],
    ['a path that is far too long', `/${'a'.repeat(100_000)}`, 400],
    ['a NUL in a name', '/api/v1/namespaces/default/pods/%00', 404],
    ['no path', '', 400],
    ['bytes that are no UTF-8', '/api/v1/namespaces/default/pods/%ff', 404],
  ])('gets a plain answer: %s', (_what, path, status) => {
    expect(answerTo('GET', path)).toBe(status);
  });

  it('has its limits: 3 MiB of body, 1 MiB of headers, depth of JSON', () => {
    const pods = '/api/v1/namespaces/default/pods';
    expect(answerTo('POST', pods, { body: ' '.repeat(3 * 1024 * 1024 + 1) })).toBe(413);
    expect(answerTo('GET', pods, { headers: { accept: 'a'.repeat(1024 * 1024) } })).toBe(431);
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    expect(answerTo('POST', pods, { body: deep })).toBe(400);
    const nested = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    const options = { body: nested, headers: { 'content-type': 'application/merge-patch+json' } };
    lab.post('/api/v1/namespaces/default/configmaps', { metadata: { name: 'deep' } });
    expect(answerTo('PATCH', '/api/v1/namespaces/default/configmaps/deep', options)).toBeGreaterThanOrEqual(
      400,
    );
  });

  it('is kept whole or refused where anything may stand, however deep it is', () => {
    const path = '/apis/apps/v1/namespaces/default/controllerrevisions';
    for (const depth of [10, 100, 1000, 5000, 9990, 20_000]) {
      const data = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
      const body = `{"metadata":{"name":"deep-${depth}"},"revision":1,"data":${data}}`;
      const status = answerTo('POST', path, { body });
      expect([201, 400]).toContain(status);
      if (status === 201) answerTo('PATCH', `${path}/deep-${depth}`, MERGE_LABEL);
    }
    expect(answerTo('GET', path)).toBe(200);
    expect(lab.stateHash()).toMatch(/^[0-9a-f]{16}/);
  });

  it('cannot pile patch on patch until no stack can follow, nor store what etcd does not take', () => {
    const path = '/apis/apps/v1/namespaces/default/controllerrevisions';
    const fieldsV1 = { a: {} };
    const managedFields = [{ manager: 'm', operation: 'Update', fieldsV1 }];
    lab.post(path, { metadata: { name: 'pile', managedFields }, revision: 1, data: {} });
    let place = '/metadata/managedFields/0/fieldsV1/a';
    const statuses: number[] = [];
    for (let i = 0; i < 4; i++) {
      const value: unknown = JSON.parse(`${'{"b":'.repeat(400)}1${'}'.repeat(400)}`);
      const headers = { 'content-type': 'application/json-patch+json' };
      statuses.push(
        answerTo('PATCH', `${path}/pile`, { body: [{ op: 'add', path: place, value }], headers }),
      );
      place += '/b'.repeat(400);
    }
    expect(statuses).toEqual([200, 200, 400, expect.any(Number)]);
    const data = { text: 'x'.repeat(2_000_000) };
    const large = lab.post(path, { metadata: { name: 'large' }, revision: 1, data });
    expect([large.status, large.json['message']]).toEqual([500, 'etcdserver: request is too large']);
  });

  it('is refused when too many streams are open, and served when one of them has gone', () => {
    const open = [];
    let last = lab.watch('/api/v1/pods?watch=true');
    while (last.status === 200) {
      open.push(last);
      last = lab.watch('/api/v1/pods?watch=true');
    }
    expect([last.status, last.isOver, last.headers['retry-after']]).toEqual([429, true, '1']);
    for (const watch of open) watch.exchange?.close();
    expect(lab.get('/api/v1/pods').status).toBe(200);
  });
});
