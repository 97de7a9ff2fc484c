import { beforeAll, describe, expect, it } from 'vitest';
import { HttpLab, textOf, type Asked } from '../testing/http-lab';
import { deploymentManifest, podManifest } from '../testing/manifests';

const PODS = '/api/v1/namespaces/default/pods';
const DEPLOYMENTS = '/apis/apps/v1/namespaces/default/deployments';
const MAPS = '/api/v1/namespaces/default/configmaps';

let lab: HttpLab;
beforeAll(() => {
  lab = new HttpLab();
  lab.post(MAPS, { metadata: { name: 'known' }, data: { a: 'b' } });
  lab.post(DEPLOYMENTS, deploymentManifest('web'));
});

const UNKNOWN = 'the server could not find the requested resource';
const METHOD = 'the server does not allow this method on the requested resource';
const ACCEPTED = 'application/json, application/yaml, application/vnd.kubernetes.protobuf';
const PATCH_TYPES =
  'application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json';

interface Case {
  readonly asked: readonly [method: string, target: string];
  readonly with?: Asked;
  readonly code: number;
  readonly reason?: string;
  readonly message: string | RegExp;
}

const CASES: readonly Case[] = [
  { asked: ['GET', '/api/v1/nosuch'], code: 404, reason: 'NotFound', message: UNKNOWN },
  { asked: ['GET', `${PODS}/web/nosuch`], code: 404, reason: 'NotFound', message: UNKNOWN },
  { asked: ['GET', `${PODS}/web/log/more`], code: 404, reason: 'NotFound', message: UNKNOWN },
  { asked: ['GET', '/api/v1/namespaces/default/nodes'], code: 404, reason: 'NotFound', message: UNKNOWN },
  { asked: ['GET', '/apis/apps/v1/pods'], code: 404, reason: 'NotFound', message: UNKNOWN },
  { asked: ['PUT', PODS], code: 405, reason: 'MethodNotAllowed', message: METHOD },
  { asked: ['POST', '/api/v1/pods'], code: 405, reason: 'MethodNotAllowed', message: METHOD },
  { asked: ['DELETE', '/api/v1/namespaces'], code: 405, reason: 'MethodNotAllowed', message: METHOD },
  { asked: ['POST', `${PODS}/web`], code: 405, reason: 'MethodNotAllowed', message: METHOD },
  { asked: ['GET', `${PODS}/web/binding`], code: 405, reason: 'MethodNotAllowed', message: METHOD },
  { asked: ['OPTIONS', PODS], code: 405, reason: 'MethodNotAllowed', message: METHOD },
  {
    asked: ['GET', PODS],
    with: { headers: { accept: 'text/html' } },
    code: 406,
    reason: 'NotAcceptable',
    message: `only the following media types are accepted: ${ACCEPTED}`,
  },
  {
    asked: ['POST', PODS],
    with: { body: 'x', headers: { 'content-type': 'text/plain' } },
    code: 415,
    reason: 'UnsupportedMediaType',
    message: `the body of the request was in an unknown format - accepted media types include: ${ACCEPTED}`,
  },
  {
    asked: ['PATCH', `${MAPS}/known`],
    with: { body: {}, headers: { 'content-type': 'application/json' } },
    code: 415,
    reason: 'UnsupportedMediaType',
    message: `the body of the request was in an unknown format - accepted media types include: ${PATCH_TYPES}`,
  },
  {
    asked: ['POST', PODS],
    with: { body: deploymentManifest('web') },
    code: 400,
    reason: 'BadRequest',
    message:
      /^the API version in the data \(apps\/v1\) does not match the expected API version \(v1\)|unknown conversion$/,
  },
  {
    asked: ['POST', DEPLOYMENTS],
    with: { body: { ...(deploymentManifest('x') as object), spec: { replicas: 'three' } } },
    code: 400,
    reason: 'BadRequest',
    message:
      'Deployment in version "v1" cannot be handled as a Deployment: json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32',
  },
  {
    asked: ['POST', PODS],
    with: { body: { ...(podManifest('x') as object), metadata: { name: 'x', namespace: 'other' } } },
    code: 400,
    reason: 'BadRequest',
    message: 'the namespace of the provided object does not match the namespace sent on the request',
  },
  {
    asked: ['PUT', `${MAPS}/known`],
    with: { body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'other' } } },
    code: 400,
    reason: 'BadRequest',
    message: 'the name of the object (other) does not match the name on the URL (known)',
  },
  {
    asked: ['POST', MAPS],
    with: { body: { metadata: { name: 'Bad_Name' } } },
    code: 422,
    reason: 'Invalid',
    message:
      /^ConfigMap "Bad_Name" is invalid: metadata\.name: Invalid value: "Bad_Name": a lowercase RFC 1123/,
  },
  {
    asked: ['POST', '/api/v1/namespaces/nosuch/configmaps'],
    with: { body: { metadata: { name: 'x' } } },
    code: 404,
    reason: 'NotFound',
    message: 'namespaces "nosuch" not found',
  },
  {
    asked: ['DELETE', '/api/v1/namespaces/default'],
    code: 403,
    reason: 'Forbidden',
    message: 'namespaces "default" is forbidden: this namespace may not be deleted',
  },
  { asked: ['GET', `${PODS}?limit=x`], code: 400, reason: 'BadRequest', message: /invalid syntax$/ },
  {
    asked: ['GET', `${PODS}?continue=x`],
    code: 400,
    reason: 'BadRequest',
    message: /^continue key is not valid/,
  },
  {
    asked: ['GET', `${PODS}?resourceVersion=999999999`],
    code: 504,
    reason: 'Timeout',
    message: /^Timeout: Too large resource version: 999999999, current: \d+$/,
  },
  {
    asked: ['GET', `${PODS}?resourceVersionMatch=Exact`],
    code: 422,
    reason: 'Invalid',
    message:
      'ListOptions.meta.k8s.io "" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided',
  },
  {
    asked: ['GET', `${PODS}?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan`],
    code: 422,
    reason: 'Invalid',
    message:
      'ListOptions.meta.k8s.io "" is invalid: sendInitialEvents: Forbidden: sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled',
  },
];

describe('the server refuses in its own words', () => {
  it.each(CASES)('$asked: $code', ({ asked: [method, target], with: asked, code, reason, message }) => {
    const reply = lab.send(method, target, asked);
    expect([reply.status, reply.json['code'], reply.json['reason']]).toEqual([code, code, reason]);
    const words = textOf(reply.json['message']);
    expect(typeof message === 'string' ? words === message : message.test(words), words).toBe(true);
    expect(reply.json).toMatchObject({ kind: 'Status', apiVersion: 'v1', status: 'Failure' });
  });

  it('says 404 in plain text where there is no API at all', () => {
    for (const path of [
      '/nosuch',
      '/apis/nosuch/v1',
      '/apis/nosuch.io/v1/things',
      '/api/v2/pods',
      '/livez/nosuch',
    ]) {
      const reply = lab.get(path);
      expect([reply.status, reply.text, reply.headers['content-type']]).toEqual([
        404,
        '404 page not found\n',
        'text/plain; charset=utf-8',
      ]);
    }
  });

  it('tells errors in YAML to who wants YAML', () => {
    const reply = lab.get(`${PODS}/nosuch`, { accept: 'application/yaml' });
    expect(reply.headers['content-type']).toBe('application/yaml');
    expect(reply.text).toContain('reason: NotFound\n');
  });
});

describe('fields that the server does not know', () => {
  const body = { metadata: { name: 'typo' }, dta: { a: 'b' } };

  it('are an error under Strict', () => {
    const reply = lab.post(`${MAPS}?fieldValidation=Strict`, body);
    expect(reply.status).toBe(400);
    expect(reply.json['message']).toBe(
      'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "dta"',
    );
  });

  it('are a warning under Warn, and when nobody says anything', () => {
    const strictly = lab.post(`${MAPS}?fieldValidation=Warn&dryRun=All`, body);
    expect([strictly.status, strictly.headers['warning']]).toEqual([201, '299 - "unknown field \\"dta\\""']);
    const reply = lab.post(`${MAPS}?dryRun=All`, body);
    expect([reply.status, reply.headers['warning']]).toEqual([201, '299 - "unknown field \\"dta\\""']);
    expect(reply.json).not.toHaveProperty('dta');
  });

  it('are nothing under Ignore', () => {
    const reply = lab.post(`${MAPS}?fieldValidation=Ignore&dryRun=All`, body);
    expect([reply.status, reply.headers['warning']]).toEqual([201, undefined]);
  });

  it('are found when they stand twice', () => {
    const text = '{"metadata":{"name":"twice"},"data":{"a":"b","a":"c"}}';
    const strict = lab.post(`${MAPS}?fieldValidation=Strict`, text, { 'content-type': 'application/json' });
    expect(strict.status).toBe(400);
    expect(strict.json['message']).toContain('strict decoding error: duplicate field "data.a"');
    const warned = lab.post(`${MAPS}?dryRun=All`, text, { 'content-type': 'application/json' });
    expect([warned.status, warned.headers['warning']]).toEqual([201, '299 - "duplicate field \\"data.a\\""']);
  });

  it('are found in patches', () => {
    const patch = { dta: { a: 'b' } };
    const path = `${MAPS}/known`;
    expect(lab.patch(`${path}?fieldValidation=Strict`, 'merge', patch).status).toBe(422);
    const warned = lab.patch(path, 'merge', patch);
    expect([warned.status, warned.headers['warning']]).toEqual([200, '299 - "unknown field \\"dta\\""']);
    expect(
      lab.patch(`${path}?fieldValidation=Ignore`, 'strategic', patch).headers['warning'],
    ).toBeUndefined();
  });
});
