import { describe, expect, it } from 'vitest';
import { created } from '../testing/admitted';
import { configMapKind } from './configmap';
import { type EventRecord, eventKind } from './event';
import { matchesFields, parseFieldSelector } from './field-selector';
import type { Kind } from './kind';
import type { ApiObject } from './meta';
import { nodeKind } from './node';
import { podKind } from './pod';

function matches(kind: Kind, text: string, object: ApiObject): boolean {
  const result = parseFieldSelector(kind, text);
  if ('error' in result) throw new Error(result.error);
  return matchesFields(kind, result.terms, object);
}

function error(kind: Kind, text: string): string | null {
  const result = parseFieldSelector(kind, text);
  return 'error' in result ? result.error : null;
}

const pod = created(podKind, { spec: { nodeName: 'worker-1', containers: [{ name: 'a', image: 'b' }] } });

describe('a field selector', () => {
  it.each([
    ['', true],
    ['metadata.name=web', true],
    ['metadata.name==web,metadata.namespace=default', true],
    ['metadata.name!=web', false],
    ['spec.nodeName=worker-1,status.phase!=Succeeded,status.phase!=Failed', true],
    ['spec.nodeName=', false],
    ['status.podIP=', true],
    ['spec.hostNetwork=false,spec.restartPolicy=Always,spec.schedulerName=default-scheduler', true],
  ])('of pods: %j matches: %s', (text, isMatch) => {
    expect(matches(podKind, text, pod)).toBe(isMatch);
  });

  it('finds the events of an object without making them whole', () => {
    const record: EventRecord = {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: { name: 'web.1', namespace: 'default' },
      involved: { kind: 'Pod', apiVersion: 'v1', namespace: 'default', name: 'web', uid: 'u' },
      reason: 'Pulled',
      message: '',
      type: 'Normal',
      component: 'kubelet',
      host: 'worker-1',
      firstMs: 0,
      lastMs: 0,
      count: 1,
    };
    const text = 'involvedObject.name=web,involvedObject.namespace=default,involvedObject.uid=u';
    expect(matches(eventKind, text, record)).toBe(true);
    expect(matches(eventKind, 'involvedObject.kind=Node', record)).toBe(false);
    expect(matches(eventKind, 'type!=Normal', record)).toBe(false);
    expect(matches(eventKind, 'source=kubelet,reason=Pulled', record)).toBe(true);
  });

  it('of nodes knows who is cordoned', () => {
    const node = created(nodeKind, { spec: { unschedulable: true } });
    expect(matches(nodeKind, 'spec.unschedulable=true', node)).toBe(true);
  });

  it('takes escaped commas, equals signs and backslashes as they are', () => {
    const result = parseFieldSelector(podKind, 'metadata.name=a\\,b\\=c\\\\');
    expect(result).toEqual({ terms: [{ field: 'metadata.name', value: 'a,b=c\\', isEqual: true }] });
    expect(error(podKind, 'metadata.name=a=b')).toBe(
      'invalid field selector: unescaped character in value: =',
    );
    expect(error(podKind, 'metadata.name=a\\b')).toBe('invalid field selector: invalid escape sequence: \\b');
  });

  it('says what it cannot do', () => {
    expect(error(podKind, 'spec.replicas=3')).toBe('field label not supported: spec.replicas');
    expect(error(podKind, 'constructor=3')).toBe('field label not supported: constructor');
    expect(error(configMapKind, 'data=3')).toBe(
      '"data" is not a known field selector: only "metadata.name", "metadata.namespace"',
    );
    expect(error(podKind, 'web')).toBe("invalid selector: 'web'; can't understand 'web'");
  });
});
