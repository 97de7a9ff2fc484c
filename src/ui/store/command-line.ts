import { mustParseObjectId } from './ids';

/** Plurals whose singular is not the plural less its `s`. */
const singulars: Readonly<Record<string, string>> = {
  endpointslices: 'endpointslice',
  ingresses: 'ingress',
  networkpolicies: 'networkpolicy',
  priorityclasses: 'priorityclass',
};

/** The word that kubectl takes for one object of a resource. */
export function singularOf(resource: string): string {
  return singulars[resource] ?? resource.replace(/s$/, '');
}

function namespaceFlag(namespace: string): string {
  return namespace === '' || namespace === 'default' ? '' : ` -n ${namespace}`;
}

/** The command lines that the verbs stand for, exactly as one would type them. */
export const commandLine = {
  deleteObject(id: string): string {
    const { resource, namespace, name } = mustParseObjectId(id);
    return `kubectl delete ${singularOf(resource)} ${name}${namespaceFlag(namespace)}`;
  },
  editObject(id: string): string {
    const { resource, namespace, name } = mustParseObjectId(id);
    return `kubectl edit ${singularOf(resource)} ${name}${namespaceFlag(namespace)}`;
  },
  crashContainer(id: string, container = ''): string {
    const { namespace, name } = mustParseObjectId(id);
    const flag = container === '' ? '' : ` -c ${container}`;
    return `kubectl exec ${name}${namespaceFlag(namespace)}${flag} -- sh -c 'kill 1'`;
  },
  scale(id: string, replicas: number): string {
    const { resource, namespace, name } = mustParseObjectId(id);
    return `kubectl scale ${singularOf(resource)}/${name} --replicas=${replicas}${namespaceFlag(namespace)}`;
  },
};
