/** Binds a pod to its node. Models pkg/scheduler/framework/plugins/defaultbinder. */
import type { Pod } from '../../api/pod';
import type { Call } from '../../client/requests';

export function bindingCall({ metadata }: Pod, node: string): Call {
  const { name, namespace = '', uid = '' } = metadata;
  const body = {
    apiVersion: 'v1',
    kind: 'Binding',
    metadata: { name, namespace, uid },
    target: { kind: 'Node', name: node },
  };
  return { verb: 'create', resource: 'pods', namespace, name, subresource: 'binding', body };
}

/** What went wrong, in the words of the scheduler. */
export function bindingError(reason: string): string {
  return `running Bind plugin "DefaultBinder": ${reason}`;
}
