import { beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { KINDS } from '../api/kinds';
import { HttpLab, listOf, textOf, type Json } from '../testing/http-lab';
import { deploymentManifest, podManifest } from '../testing/manifests';

const AGGREGATED = (version: string): string =>
  `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList,application/json`;
const TABLE = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };
const PODS = '/api/v1/namespaces/default/pods';
const MAPS = '/api/v1/namespaces/default/configmaps';

let lab: HttpLab;
beforeEach(() => {
  lab = new HttpLab();
});

function resourcesOf(list: Json): readonly Json[] {
  return listOf(list['items']).flatMap((group) =>
    listOf(group['versions']).flatMap((version) => listOf(version['resources'])),
  );
}

describe('discovery', () => {
  it.each(['v2', 'v2beta1'])('is told at once in %s, under its name', (version) => {
    for (const path of ['/api', '/apis']) {
      const reply = lab.get(path, { accept: AGGREGATED(version) });
      expect(reply.headers['content-type']).toBe(
        `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
      );
      expect(reply.json).toMatchObject({
        kind: 'APIGroupDiscoveryList',
        apiVersion: `apidiscovery.k8s.io/${version}`,
      });
    }
  });

  it('chooses the version that the client names first among those it knows', () => {
    const [unknown] = AGGREGATED('v3').split(',');
    const accept = `${unknown},${AGGREGATED('v2beta1')},${AGGREGATED('v2')}`;
    expect(lab.get('/apis', { accept }).headers['content-type']).toContain('v=v2beta1');
    expect(lab.get('/apis', { accept: 'application/json' }).json['kind']).toBe('APIGroupList');
  });

  it('has every kind, with its verbs and subresources', () => {
    const accept = AGGREGATED('v2');
    const all = [
      ...resourcesOf(lab.get('/api', { accept }).json),
      ...resourcesOf(lab.get('/apis', { accept }).json),
    ];
    const names = all.map((each) => textOf(each['resource']));
    expect(KINDS.filter(({ resource }) => !names.includes(resource))).toEqual([]);
    const pods = all.find((each) => textOf(each['resource']) === 'pods');
    expect(pods).toMatchObject({
      responseKind: { group: '', version: 'v1', kind: 'Pod' },
      scope: 'Namespaced',
      singularResource: 'pod',
      shortNames: ['po'],
      categories: ['all'],
    });
    const subresources = listOf(pods?.['subresources']).map((each) => textOf(each['subresource']));
    expect(subresources).toEqual(expect.arrayContaining(['binding', 'eviction', 'exec', 'log', 'status']));
  });

  it('tells the same in the old way, with the eviction that drain looks for', () => {
    const list = lab.get('/api/v1').json;
    expect(list).toMatchObject({ kind: 'APIResourceList', groupVersion: 'v1' });
    expect(listOf(list['resources'])).toContainEqual({
      name: 'pods/eviction',
      singularName: '',
      namespaced: true,
      group: 'policy',
      version: 'v1',
      kind: 'Eviction',
      verbs: ['create'],
    });
    expect(lab.get('/apis/apps').json).toMatchObject({
      kind: 'APIGroup',
      name: 'apps',
      preferredVersion: { groupVersion: 'apps/v1', version: 'v1' },
    });
    expect(lab.get('/apis/autoscaling').json['preferredVersion']).toEqual({
      groupVersion: 'autoscaling/v2',
      version: 'v2',
    });
  });

  it('leads to every place that it names', () => {
    for (const path of listOf(lab.get('/').json['paths'])) {
      if (textOf(path).startsWith('/openapi')) continue;
      expect([textOf(path), lab.get(textOf(path)).status]).toEqual([textOf(path), 200]);
    }
  });
});

describe('the server tells of itself', () => {
  it('which version it is, and that it is well', () => {
    expect(lab.get('/version').json).toMatchObject({ major: '1', minor: '33', platform: 'linux/amd64' });
    for (const path of ['/healthz', '/livez', '/readyz', '/livez/ping', '/readyz/etcd'])
      expect([path, lab.get(path).text]).toEqual([path, 'ok']);
    const lines = lab.get('/livez?verbose').text.split('\n');
    expect([lines[0], lines.at(-2)]).toEqual(['[+]ping ok', 'livez check passed']);
  });

  it('that its etcd is gone, in its health and in every read that needs it', () => {
    const list = lab.get(PODS).json;
    lab.fault({ type: 'stop', target: 'etcd' });
    const health = lab.get('/livez?verbose');
    expect(health.status).toBe(500);
    expect(health.text).toContain('[-]etcd failed: reason withheld\n');
    expect(lab.get('/livez?exclude=etcd').status).toBe(200);
    const begin = lab.headless.now;
    const read = lab.get(PODS);
    expect([read.status, read.json['message']]).toEqual([500, 'etcdserver: request timed out']);
    expect(lab.headless.now - begin).toBe(7000);
    // What its watch cache knows it tells all the same.
    expect(lab.get(`${PODS}?resourceVersion=0`).status).toBe(200);
    const version = textOf(list['metadata']?.['resourceVersion']);
    expect(lab.watch(`${PODS}?watch=true&resourceVersion=${version}`).status).toBe(200);
  });

  it('answers a read that waited for etcd when that is back', () => {
    lab.fault({ type: 'stop', target: 'etcd' });
    const read = lab.open('GET', PODS);
    const watch = lab.watch(`${MAPS}?watch=true`);
    lab.advance(2000);
    expect([read.status, watch.status]).toEqual([-1, -1]);
    lab.fault({ type: 'start', target: 'etcd' });
    lab.advance(2000);
    expect([read.status, read.isOver, watch.status, watch.isOver]).toEqual([200, true, 200, false]);
  });

  it('waits for a version that is still to come', () => {
    const version = Number(textOf(lab.get(PODS).json['metadata']?.['resourceVersion']));
    const read = lab.open('GET', `${PODS}?resourceVersion=${version + 1}`);
    expect(read.status).toBe(-1);
    lab.post(MAPS, { metadata: { name: 'a' } });
    lab.advance(10);
    expect(read.status).toBe(200);
  });
});

describe('an object is shown', () => {
  it('in YAML as in JSON', () => {
    const data = {
      text: 'a: b # c',
      lines: 'one\ntwo\n',
      open: 'one\n\ntwo',
      ends: 'one\n\n',
      number: '12',
      yes: 'yes',
      empty: '',
      quote: "it's",
      tab: 'a\tb',
      date: '2026-01-01',
      dash: '- a',
      colon: 'a:',
      space: ' a',
    };
    lab.post(MAPS, { metadata: { name: 'm', labels: { a: 'true' } }, data });
    const json = lab.get(`${MAPS}/m`).json;
    const yaml = lab.get(`${MAPS}/m`, { accept: 'application/yaml' });
    expect(parse(yaml.text, { version: '1.1' })).toEqual(json);
    lab.post('/apis/apps/v1/namespaces/default/deployments', deploymentManifest('web'));
    const list = '/apis/apps/v1/deployments';
    const whole = lab.get(list).json;
    expect(parse(lab.get(list, { accept: 'application/yaml' }).text, { version: '1.1' })).toEqual(whole);
  });

  it('in a Table with numbers that are numbers', () => {
    lab.post('/apis/apps/v1/namespaces/default/deployments', deploymentManifest('web', { replicas: 2 }));
    lab.advance(30_000);
    const table = lab.get('/apis/apps/v1/namespaces/default/replicasets', TABLE).json;
    const [row] = listOf(table['rows']);
    expect(listOf(row?.['cells']).slice(1, 5)).toEqual([2, 2, 2, '30s']);
    expect(listOf(table['columnDefinitions'])[1]).toMatchObject({
      name: 'Desired',
      type: 'integer',
      priority: 0,
    });
    expect(table['metadata']?.['resourceVersion']).toMatch(/^\d+$/);
  });

  it('in a Table of its own as a Scale', () => {
    const deployments = '/apis/apps/v1/namespaces/default/deployments';
    lab.post(deployments, deploymentManifest('web', { replicas: 2 }));
    const table = lab.get(`${deployments}/web/scale`, TABLE).json;
    expect(listOf(table['columnDefinitions']).map(({ name }) => name)).toEqual([
      'Name',
      'Desired',
      'Available',
      'Age',
    ]);
    expect(listOf(listOf(table['rows'])[0]?.['cells']).slice(0, 2)).toEqual(['web', 2]);
  });

  it('in a Table with as much of it as is asked for', () => {
    lab.post(PODS, podManifest('one'));
    const objectIn = (include: string): Json | undefined =>
      listOf(lab.get(`${PODS}?includeObject=${include}`, TABLE).json['rows'])[0]?.['object'];
    expect(objectIn('None')).toBeNull();
    expect(objectIn('Metadata')).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { name: 'one' } });
    expect(objectIn('Object')).toMatchObject({ kind: 'Pod', spec: { containers: [{ name: 'main' }] } });
    expect(lab.get(`${PODS}?includeObject=All`, TABLE).status).toBe(400);
  });

  it('in a row that says when its pod has ended', () => {
    const pod = podManifest('done', { image: 'busybox:1.36', command: ['true'], restartPolicy: 'Never' });
    lab.post(PODS, pod);
    lab.advance(60_000);
    const [row] = listOf(lab.get(PODS, TABLE).json['rows']);
    expect(listOf(row?.['conditions'])).toMatchObject([
      { type: 'Completed', status: 'True', reason: 'Succeeded' },
    ]);
  });

  it('with line breaks to people and without to programs', () => {
    const path = '/api/v1/namespaces/default';
    expect(lab.get(path).text.split('\n')).toHaveLength(2);
    expect(lab.get(path, { 'user-agent': 'curl/8.5.0' }).text).toContain('\n  "kind": "Namespace"');
    expect(lab.get(`${path}?pretty=true`).text).toContain('\n  "kind": "Namespace"');
    expect(lab.get(`${path}?pretty=false`, { 'user-agent': 'curl/8.5.0' }).text.split('\n')).toHaveLength(2);
  });

  it('with a warning where its kind has an heir', () => {
    expect(lab.get('/api/v1/namespaces/default/endpoints').headers['warning']).toBe(
      '299 - "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"',
    );
    expect(lab.get(PODS).headers).not.toHaveProperty('warning');
  });
});
