/**
 * Objects in another API version than that in which they are stored. Models the conversions of pkg/apis; today there are
 * two kinds with a second version.
 */
import type { Decodable } from '../api/decode';
import { EVENT_V1, fromEventV1, toEventV1 } from '../api/event-v1';
import type { HorizontalPodAutoscaler } from '../api/horizontalpodautoscaler';
import { fromHpaV1, HPA_V1, toHpaV1, type HorizontalPodAutoscalerV1 } from '../api/hpa-v1';
import { apiVersionOf } from '../api/kind';
import type { ApiObject } from '../api/meta';

export interface Conversion {
  /** Plural, as of the kind that is stored. */
  readonly resource: string;
  readonly type: Decodable;
  /** A stored object as this version shows it. */
  readonly show: (object: ApiObject) => ApiObject;
  /** An object of this version as it is stored. */
  readonly store: (object: ApiObject) => ApiObject;
}

export const CONVERSIONS: readonly Conversion[] = [
  {
    resource: 'horizontalpodautoscalers',
    type: HPA_V1,
    show: (object) => toHpaV1(object as HorizontalPodAutoscaler),
    store: (object) => fromHpaV1(object as HorizontalPodAutoscalerV1),
  },
  { resource: 'events', type: EVENT_V1, show: toEventV1, store: fromEventV1 },
];

/** Undefined for the version in which objects are stored. */
export function conversionOf(resource: string, apiVersion: string): Conversion | undefined {
  return CONVERSIONS.find((each) => each.resource === resource && apiVersionOf(each.type) === apiVersion);
}
