/** Groups whose types kubectl itself knows: only these are patched by their keys. Models kubectl/pkg/scheme. */

const OWN_GROUPS = new Set(['', 'apps', 'autoscaling', 'batch', 'extensions', 'policy']);

/** False for custom resources. */
export function isBuiltInGroup(group: string): boolean {
  return OWN_GROUPS.has(group) || group.endsWith('.k8s.io');
}
