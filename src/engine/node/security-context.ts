/** Whether a container may run as the user that it would run as. Pure. Models pkg/kubelet/kuberuntime/security_context.go. */
import type { Container } from '../api/pod';
import { parseReference } from '../workload/registry';
import { podText, type PodRecord } from './pod-record';

interface UserSettings {
  readonly runAsNonRoot?: boolean;
  readonly runAsUser?: number;
}

/**
 * What keeps the container from running, or ''. Simplified here: library images run as root, all others as somebody
 * else.
 */
export function rootRefusal(record: PodRecord, { name, image = '', securityContext }: Container): string {
  const ofPod = record.pod.spec.securityContext as UserSettings | undefined;
  const own = securityContext as UserSettings | undefined;
  if ((own?.runAsNonRoot ?? ofPod?.runAsNonRoot) !== true) return '';
  const user = own?.runAsUser ?? ofPod?.runAsUser;
  const place = `(pod: "${podText(record)}", container: ${name})`;
  if (user === 0) return `container's runAsUser breaks non-root policy ${place}`;
  return user === undefined && parseReference(image).library
    ? `container has runAsNonRoot and image will run as root ${place}`
    : '';
}

/** As whom the container runs, when it is not root. */
export function userOf(record: PodRecord, { securityContext }: Container): { readonly user?: string } {
  const ofPod = record.pod.spec.securityContext as UserSettings | undefined;
  const user = (securityContext as UserSettings | undefined)?.runAsUser ?? ofPod?.runAsUser ?? 0;
  return user === 0 ? {} : { user: String(user) };
}
