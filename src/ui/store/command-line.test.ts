import { describe, expect, it } from 'vitest';
import { commandLine } from './command-line';

const id = (resource: string, namespace: string, name: string) => `lab/${resource}/${namespace}/${name}`;

describe('the command lines', () => {
  it('delete any object by its singular, with a namespace only where it is not the default one', () => {
    expect(commandLine.deleteObject(id('pods', 'default', 'web-1'))).toBe('kubectl delete pod web-1');
    expect(commandLine.deleteObject(id('configmaps', 'shop', 'settings'))).toBe(
      'kubectl delete configmap settings -n shop',
    );
    expect(commandLine.deleteObject(id('priorityclasses', '', 'high'))).toBe(
      'kubectl delete priorityclass high',
    );
    expect(commandLine.deleteObject(id('endpointslices', 'default', 'web-x'))).toBe(
      'kubectl delete endpointslice web-x',
    );
  });

  it('kill the first process of a container, which is named where it was chosen', () => {
    const pod = id('pods', 'shop', 'web-1');
    expect(commandLine.crashContainer(pod)).toBe("kubectl exec web-1 -n shop -- sh -c 'kill 1'");
    expect(commandLine.crashContainer(pod, 'mesh')).toBe(
      "kubectl exec web-1 -n shop -c mesh -- sh -c 'kill 1'",
    );
  });

  it('scale what can be scaled', () => {
    expect(commandLine.scale(id('deployments', 'default', 'web'), 4)).toBe(
      'kubectl scale deployment/web --replicas=4',
    );
  });

  it('are of objects only', () => {
    expect(() => commandLine.deleteObject('lab/kube-scheduler')).toThrow(RangeError);
  });
});
