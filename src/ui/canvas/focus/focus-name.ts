import {
  commandLine,
  getComponent,
  getNode,
  getPod,
  getService,
  getWorkload,
  parseObjectId,
  serviceAskedBy,
} from '../../store';
import {
  componentName,
  nodeName,
  podName,
  portName,
  scaleName,
  serviceName,
  words,
  workloadName,
} from '../strings';

/** What the focused thing is called at this moment; '' when it is gone. */
export function focusName(key: string): string {
  const scale = scaleOf(key);
  if (scale) {
    const workload = getWorkload(scale.id);
    return workload ? scaleName(workload, Math.max(0, workload.desired + scale.by)) : '';
  }
  const pod = getPod(key);
  if (pod) {
    const asked = serviceAskedBy(key);
    return podName(pod, parseObjectId(asked)?.name ?? asked);
  }
  const node = getNode(key);
  if (node) return nodeName(node);
  const service = getService(key);
  if (service) return serviceName(service);
  const workload = getWorkload(key);
  if (workload) return workloadName(workload);
  return addressName(key);
}

function addressName(key: string): string {
  const [, first = '', second] = key.split('/');
  if (key.split('/').length > 3) return '';
  if (first === 'user') {
    const line = getComponent(key)?.lines[0];
    return line ? `${words.you}: ${line.head} ${line.text}` : words.you;
  }
  const running = getComponent(key)?.running ?? true;
  return second === undefined ? componentName(first, running) : portName(second, first, running);
}

/** The command that Enter stands for there, or ''. */
export function focusCommand(key: string): string {
  const scale = scaleOf(key);
  const workload = scale && getWorkload(scale.id);
  return scale && workload ? commandLine.scale(scale.id, Math.max(0, workload.desired + scale.by)) : '';
}

/** Which workload a scale button belongs to, and by how much it scales. */
export function scaleOf(key: string): { readonly id: string; readonly by: 1 | -1 } | null {
  if (key.endsWith('#up')) return { id: key.slice(0, -3), by: 1 };
  if (key.endsWith('#down')) return { id: key.slice(0, -5), by: -1 };
  return null;
}
