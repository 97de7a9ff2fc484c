/** The names of types in OpenAPI: `io.k8s.api.apps.v1.Deployment`. */
import { AUTOSCALING_V1_STRUCTS } from '../../api/autoscaling-schema';
import { EVENT_V1_STRUCTS } from '../../api/event-v1';
import { KINDS } from '../../api/kinds';
import { META_STRUCTS } from '../../api/meta-schema';
import { POD_VERB_STRUCTS } from '../../api/pod-verbs';
import { AUTHENTICATION_STRUCTS, AUTHORIZATION_STRUCTS } from '../../api/review-schema';
import { SCALE_STRUCTS } from '../../api/scale';

/** Go package of a struct, as its last folders: `apps/v1`. */
type Package = string;

const META = 'meta/v1';

/** Structs that stand with others than those of their package. */
const ELSEWHERE: Readonly<Record<string, Package>> = {
  LocalObjectReference: 'core/v1',
  TypedLocalObjectReference: 'core/v1',
  TypedObjectReference: 'core/v1',
  ObjectReference: 'core/v1',
  TopologySelectorTerm: 'core/v1',
  TopologySelectorLabelRequirement: 'core/v1',
  Binding: 'core/v1',
  Eviction: 'policy/v1',
};

function packages(): ReadonlyMap<string, Package> {
  const result = new Map<string, Package>();
  const add = (structs: object, name: Package): void => {
    for (const struct of Object.keys(structs)) result.set(struct, ELSEWHERE[struct] ?? name);
  };
  add(META_STRUCTS, META);
  add(POD_VERB_STRUCTS, META);
  add(SCALE_STRUCTS, 'autoscaling/v1');
  add(AUTOSCALING_V1_STRUCTS, 'autoscaling/v1');
  add(EVENT_V1_STRUCTS, 'events/v1');
  add(AUTHENTICATION_STRUCTS, 'authentication/v1');
  add(AUTHORIZATION_STRUCTS, 'authorization/v1');
  for (const { group, version, structs } of KINDS) {
    const [folder = 'core'] = group === '' ? [] : group.split('.');
    add(structs, `${folder}/${version}`);
  }
  return result;
}

let known: ReadonlyMap<string, Package> | undefined;

/** `apps/v1`. */
function packageOf(struct: string): Package {
  known ??= packages();
  return known.get(struct) ?? 'core/v1';
}

/** By which a description is found: `apps.v1.Deployment`. */
export function shortName(struct: string): string {
  return `${packageOf(struct).replace('/', '.')}.${struct.slice(struct.indexOf('.') + 1)}`;
}

export function openApiName(struct: string): string {
  const prefix = packageOf(struct) === META ? 'io.k8s.apimachinery.pkg.apis' : 'io.k8s.api';
  return `${prefix}.${shortName(struct)}`;
}

export const SCALAR_NAMES = {
  Time: 'io.k8s.apimachinery.pkg.apis.meta.v1.Time',
  MicroTime: 'io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime',
  Quantity: 'io.k8s.apimachinery.pkg.api.resource.Quantity',
  IntOrString: 'io.k8s.apimachinery.pkg.util.intstr.IntOrString',
  FieldsV1: 'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1',
  RawExtension: 'io.k8s.apimachinery.pkg.runtime.RawExtension',
} as const;

/** What a field of anything is called: that of managed fields has a name of its own. */
export function rawName(field: string): string {
  return field === 'fieldsV1' ? SCALAR_NAMES.FieldsV1 : SCALAR_NAMES.RawExtension;
}
