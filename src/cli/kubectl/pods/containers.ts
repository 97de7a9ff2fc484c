/** Which container of a pod is meant. Models kubectl/pkg/cmd/util/podcmd. */
import { goQuote } from '../../../engine/api/go-print';
import type { Call } from '../command';
import { KubectlError } from '../errors';
import type { Fields } from '../fields';

export const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

const PLACES = ['containers', 'initContainers', 'ephemeralContainers'] as const;

export interface FoundContainer {
  readonly container: Fields;
  readonly place: (typeof PLACES)[number];
}

export function containerByName(pod: Fields, name: string): FoundContainer | undefined {
  for (const place of PLACES) {
    const container = pod.list(`spec.${place}`).find((candidate) => candidate.text('name') === name);
    if (container !== undefined) return { container, place };
  }
  return undefined;
}

/** `a, b, debugger (ephem), setup (init)`. */
function allContainerNames(pod: Fields): string {
  const names = (place: string, mark: string) =>
    pod.list(`spec.${place}`).map((container) => `${container.text('name')}${mark}`);
  return [
    ...names('containers', ''),
    ...names('ephemeralContainers', ' (ephem)'),
    ...names('initContainers', ' (init)'),
  ].join(', ');
}

function hasSeveralContainers(pod: Fields): boolean {
  const count = (place: string) => pod.list(`spec.${place}`).length;
  return count('containers') > 1 || count('initContainers') > 0 || count('ephemeralContainers') > 0;
}

/** `Defaulted container "a" out of: a, b`, when there is more than one. */
export function sayDefaulted(call: Call, pod: Fields, name: string): void {
  if (!hasSeveralContainers(pod)) return;
  call.err(`Defaulted container ${goQuote(name)} out of: ${allContainerNames(pod)}\n`);
}

/** The named one, else the pod's default, else the first. Throws a `KubectlError`. */
export function findOrDefaultContainer(
  call: Call,
  pod: Fields,
  name: string,
  quiet: boolean,
): FoundContainer {
  if (name !== '') {
    const named = containerByName(pod, name);
    if (named === undefined) throw new KubectlError(`container ${name} not found in pod ${pod.name}`);
    return named;
  }
  const [first] = pod.list('spec.containers');
  if (first === undefined) {
    throw new KubectlError(`pod ${pod.namespace}/${pod.name} does not have any containers`);
  }
  const preset = containerByName(pod, pod.annotations[DEFAULT_CONTAINER] ?? '');
  if (preset !== undefined) return preset;
  if (!quiet) sayDefaulted(call, pod, first.text('name'));
  return { container: first, place: 'containers' };
}
