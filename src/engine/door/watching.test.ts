import { beforeEach, describe, expect, it } from 'vitest';
import { HttpLab, listOf, textOf, type Conversation, type Json } from '../testing/http-lab';
import { podManifest } from '../testing/manifests';
import { raiseRevisionInput } from '../world';

const PODS = '/api/v1/namespaces/default/pods';
const TABLE = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io' };

let lab: HttpLab;
beforeEach(() => {
  lab = new HttpLab();
});

function told({ events }: Conversation): readonly string[] {
  return events.map(({ type, object }) => `${textOf(type)} ${textOf(object?.['metadata']?.['name'])}`);
}

function versionOf(list: Json): string {
  return textOf(list['metadata']?.['resourceVersion']);
}

function createPod(name: string, labels: Readonly<Record<string, string>> = {}): Json {
  const manifest = podManifest(name) as { metadata: object };
  return lab.post(PODS, { ...manifest, metadata: { ...manifest.metadata, labels } }).json;
}

/** Nobody but us writes these. */
const MAPS = '/api/v1/namespaces/default/configmaps';

function createMap(name: string): void {
  lab.post(MAPS, { metadata: { name } });
}

const PODS_AT = (version: string): string => `${PODS}?watch=true&resourceVersion=${version}`;

describe('a watch', () => {
  it('tells what came after its resourceVersion, in order, and then what comes', () => {
    const version = versionOf(lab.get(PODS).json);
    createPod('one');
    const watch = lab.watch(PODS_AT(version));
    expect(watch.status).toBe(200);
    expect(told(watch)[0]).toBe('ADDED one');
    lab.delete(`${PODS}/one`, { gracePeriodSeconds: 0 });
    lab.advance(1000);
    const types = told(watch);
    expect(types.at(-1)).toBe('DELETED one');
    expect(types.filter((line) => line.startsWith('ADDED'))).toHaveLength(1);
    const versions = watch.events.map(({ object }) => Number(object?.['metadata']?.['resourceVersion']));
    expect([...versions].sort((a, b) => a - b)).toEqual(versions);
    expect(new Set(versions).size).toBe(versions.length);
  });

  it.each(['', '&resourceVersion=0'])(
    'begins with what is there when it names no version (%s)',
    (version) => {
      createMap('one');
      createMap('two');
      const watch = lab.watch(`${MAPS}?watch=1${version}`);
      expect(told(watch)).toEqual(['ADDED one', 'ADDED two']);
      expect(watch.isOver).toBe(false);
    },
  );

  it('changes nothing in the world', () => {
    createPod('one');
    const before = lab.stateHash();
    const watch = lab.watch(`${PODS}?watch=true`);
    lab.get(PODS, TABLE);
    watch.exchange?.close();
    expect(lab.stateHash()).toBe(before);
    expect(lab.headless.door.hasOpen()).toBe(false);
  });

  it('sees an object that enters its selection as ADDED and one that leaves it as DELETED', () => {
    createMap('one');
    const version = versionOf(lab.get(MAPS).json);
    const watch = lab.watch(`${MAPS}?watch=true&resourceVersion=${version}&labelSelector=app%3Dweb`);
    lab.patch(`${MAPS}/one`, 'merge', { metadata: { labels: { app: 'web' } } });
    lab.patch(`${MAPS}/one`, 'merge', { metadata: { labels: { tier: 'a' } } });
    const left = lab.patch(`${MAPS}/one`, 'merge', { metadata: { labels: { app: 'other' } } }).json;
    expect(told(watch)).toEqual(['ADDED one', 'MODIFIED one', 'DELETED one']);
    const last = watch.events[2]?.['object']?.['metadata'];
    // As it last was in the selection, with the version that took it away.
    expect(last?.['labels']).toEqual({ app: 'web', tier: 'a' });
    expect(last?.['resourceVersion']).toBe(left['metadata']?.['resourceVersion']);
  });

  it('follows one object by its field selector', () => {
    const version = versionOf(lab.get(PODS).json);
    const watch = lab.watch(`${PODS_AT(version)}&fieldSelector=metadata.name%3Dtwo`);
    createPod('one');
    createPod('two');
    lab.advance(100);
    expect(new Set(told(watch).map((line) => line.split(' ')[1]))).toEqual(new Set(['two']));
  });

  it('tells Tables, with their columns only once', () => {
    createMap('one');
    createMap('two');
    const [first, second] = lab.watch(`${MAPS}?watch=true`, TABLE).events;
    expect(listOf(first?.['object']?.['columnDefinitions']).map((column) => column['name'])).toContain(
      'Data',
    );
    expect(second?.['object']?.['columnDefinitions']).toBeNull();
    expect(listOf(second?.['object']?.['rows'])[0]?.['cells']).toContain('two');
  });

  it('ends after timeoutSeconds', () => {
    const watch = lab.watch(`${PODS}?watch=true&timeoutSeconds=5`);
    lab.advance(4999);
    expect(watch.isOver).toBe(false);
    lab.advance(1);
    expect(watch.isOver).toBe(true);
  });

  it('has a bookmark every minute and before its end, when it wants them', () => {
    const watch = lab.watch(`${PODS}?watch=true&timeoutSeconds=90&allowWatchBookmarks=true`);
    lab.advance(61_000);
    const [mark] = watch.events;
    expect(mark?.['type']).toBe('BOOKMARK');
    expect(mark?.['object']).toMatchObject({ kind: 'Pod', apiVersion: 'v1' });
    lab.advance(28_000);
    expect(watch.events).toHaveLength(2);
    const versions = watch.events.map(({ object }) => Number(object?.['metadata']?.['resourceVersion']));
    expect(versions[1]).toBeGreaterThan(versions[0] ?? Infinity);
  });

  it('of a version that is compacted gets one ERROR event, 410, and ends', () => {
    const watch0 = lab.watch(PODS_AT('2'));
    expect(watch0.isOver).toBe(false);
    lab.advance(11 * 60_000);
    const watch = lab.watch(PODS_AT('2'));
    expect(watch.status).toBe(200);
    expect(watch.isOver).toBe(true);
    expect(watch.events).toHaveLength(1);
    expect(watch.events[0]).toMatchObject({
      type: 'ERROR',
      object: { kind: 'Status', reason: 'Expired', code: 410 },
    });
    expect(textOf(watch.events[0]?.['object']?.['message'])).toMatch(/^too old resource version: 2 \(\d+\)$/);
  });

  it('is told 410 when the world jumps to another moment, and a write that waits 503', () => {
    const watch = lab.watch(`${PODS}?watch=true`);
    const write = lab.open('POST', PODS, { body: podManifest('one') });
    lab.headless.door.jumped();
    expect(watch.isOver).toBe(true);
    expect(watch.events.at(-1)).toMatchObject({ type: 'ERROR', object: { code: 410, reason: 'Expired' } });
    expect(write.status).toBe(503);
    expect(lab.headless.door.hasOpen()).toBe(false);
    lab.advance(1000);
  });

  it('that knows another future is too old when the world goes on', () => {
    const { simulation, door, cluster } = lab.headless;
    const past = simulation.snapshot();
    createMap('one');
    lab.get(MAPS);
    const seen = door.shownRevision();
    door.jumped();
    simulation.restore(past);
    expect(door.shownRevision()).toBe(seen);
    simulation.input(raiseRevisionInput(cluster, seen + 1));
    createMap('two');
    const old = lab.watch(`${MAPS}?watch=true&resourceVersion=${seen}`);
    expect(old.events).toMatchObject([{ type: 'ERROR', object: { code: 410, reason: 'Expired' } }]);
    const list = lab.get(MAPS).json;
    expect(Number(versionOf(list))).toBeGreaterThan(seen);
    const fresh = lab.watch(`${MAPS}?watch=true&resourceVersion=${versionOf(list)}`);
    createMap('three');
    expect(told(fresh)).toEqual(['ADDED three']);
  });

  it('breaks when the API server dies, and nobody answers the next one', () => {
    const watch = lab.watch(`${PODS}?watch=true`);
    lab.fault({ type: 'stop', target: 'kube-apiserver' });
    expect(watch.isOver).toBe(true);
    const next = lab.open('GET', PODS);
    expect([next.status, next.isOver]).toEqual([0, true]);
    expect(next.text).toMatch(/^The connection to the server \S+ was refused/);
  });

  it.each([
    [
      'resourceVersion=abc',
      422,
      'ListOptions.meta.k8s.io "" is invalid: resourceVersion: Invalid value: "abc"',
    ],
    ['labelSelector=a%3D%3D%3D', 400, "found '=', expected: identifier"],
    ['fieldSelector=spec.foo%3Dx', 400, 'field label not supported: spec.foo'],
    ['timeoutSeconds=x', 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
  ])('refuses %s', (query, code, words) => {
    const watch = lab.watch(`${PODS}?watch=true&${query}`);
    const status = JSON.parse(watch.text) as Json;
    expect([watch.status, status['code']]).toEqual([code, code]);
    expect(status['message']).toContain(words);
  });
});
