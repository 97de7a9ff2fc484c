/** DefaultTolerationSeconds. Models plugin/pkg/admission/defaulttolerationseconds/admission.go. */
import type { ApiObject } from '../../api/meta';
import type { Pod, PodSpec, Toleration } from '../../api/pod';
import { memoisedCompletion } from '../../api/share';

/** --default-not-ready-toleration-seconds and --default-unreachable-toleration-seconds. */
const SECONDS = 300;

const DEFAULTS: readonly Toleration[] = ['not-ready', 'unreachable'].map((name) => ({
  key: `node.kubernetes.io/${name}`,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: SECONDS,
}));

function tolerates(toleration: Toleration, wanted: Toleration): boolean {
  const effect = toleration.effect ?? '';
  const key = toleration.key ?? '';
  return (effect === '' || effect === wanted.effect) && (key === '' || key === wanted.key);
}

const withDefaults = memoisedCompletion((spec: PodSpec): PodSpec => {
  const present = spec.tolerations ?? [];
  const missing = DEFAULTS.filter((wanted) => !present.some((given) => tolerates(given, wanted)));
  return missing.length === 0 ? spec : { ...spec, tolerations: [...present, ...missing] };
});

/** A pod stays for five minutes on a node that is not ready, unless it says otherwise. */
export function defaultTolerationSeconds(_exchange: unknown, object: ApiObject): ApiObject {
  if (object.kind !== 'Pod') return object;
  const pod = object as Pod;
  const spec = withDefaults(pod.spec);
  return spec === pod.spec ? pod : ({ ...pod, spec } as Pod);
}
