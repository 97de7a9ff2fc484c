/**
 * The requests of the endpoint slice controller: slices with the labels, the owner and the annotation that they carry.
 * Models staging/src/k8s.io/endpointslice/utils.go (newEndpointSlice, setEndpointSliceLabels).
 */
import { deepEqual } from '../api/equal';
import type { Endpoint, EndpointPort, EndpointSlice } from '../api/endpointslice';
import { keyOf, type ObjectMeta, type StringMap } from '../api/meta';
import type { Service } from '../api/service';
import { referenceTo } from '../client/recorder';
import type { Announcement, Ask } from './controller';
import { controllerReference } from './ownership';
import { TRIGGER_TIME } from './trigger-time';

const SERVICE_NAME = 'kubernetes.io/service-name';
const MANAGED_BY = 'endpointslice.kubernetes.io/managed-by';
const HEADLESS = 'service.kubernetes.io/headless';
const MANAGER = 'endpointslice-controller.k8s.io';

const RESERVED = new Set([SERVICE_NAME, MANAGED_BY, HEADLESS]);

/** The Service's own labels, and those that tell of the slice. Models setEndpointSliceLabels. */
export function labelsOf({ metadata, spec }: Service): StringMap {
  const labels: Record<string, string> = {};
  const own = metadata.labels ?? {};
  for (const key in own) if (!RESERVED.has(key)) labels[key] = own[key] as string;
  const ip = spec.clusterIP ?? '';
  if (ip === '' || ip === 'None') labels[HEADLESS] = '';
  labels[SERVICE_NAME] = metadata.name;
  labels[MANAGED_BY] = MANAGER;
  return labels;
}

function withoutReserved(labels: StringMap): StringMap {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !RESERVED.has(key)));
}

/** What a slice shall hold. */
export interface Draft {
  readonly ports: readonly EndpointPort[];
  readonly addressType: string;
  readonly endpoints: readonly Endpoint[];
}

export function hasStaleLabels(slice: EndpointSlice, labels: StringMap): boolean {
  return !deepEqual(withoutReserved(slice.metadata.labels ?? {}), withoutReserved(labels));
}

/** The dash makes the name prettier, where there is room for it. */
function generateName(name: string): string {
  return name.length < 253 ? `${name}-` : name;
}

export function failure(service: Service, what: string): Announcement {
  const place = keyOf(service.metadata);
  const message = `Error updating Endpoint Slices for Service ${place}: ${what}`;
  return {
    involved: referenceTo(service),
    type: 'Warning',
    reason: 'FailedToUpdateEndpointSlices',
    message,
  };
}

/** Writes the slices of one Service. */
export class SliceWriter {
  private readonly labels: StringMap;
  private readonly annotations: StringMap | undefined;

  constructor(
    private readonly service: Service,
    triggerTime: string,
  ) {
    this.labels = labelsOf(service);
    this.annotations = triggerTime === '' ? undefined : { [TRIGGER_TIME]: triggerTime };
  }

  private ask(rest: Pick<Ask, 'verb' | 'name' | 'body' | 'options'>, words: string): Ask {
    const { namespace = '' } = this.service.metadata;
    const place = keyOf(this.service.metadata);
    const onFailure = failure(this.service, `failed to ${words} EndpointSlice for Service ${place}: $error`);
    return { ...rest, resource: 'endpointslices', namespace, onFailure };
  }

  create({ ports, addressType, endpoints }: Draft): Ask {
    const { name, namespace = '' } = this.service.metadata;
    const metadata: ObjectMeta = {
      name: '',
      generateName: generateName(name),
      namespace,
      labels: this.labels,
      ...(this.annotations === undefined ? {} : { annotations: this.annotations }),
      ownerReferences: [controllerReference(this.service)],
    };
    const body: EndpointSlice = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata,
      addressType,
      endpoints,
      ports,
    };
    return this.ask({ verb: 'create', name: '', body }, 'create');
  }

  update(slice: EndpointSlice, { ports, endpoints }: Draft): Ask {
    const { [TRIGGER_TIME]: _, ...others } = slice.metadata.annotations ?? {};
    const annotations = { ...others, ...this.annotations };
    const { annotations: __, ...kept } = slice.metadata;
    const metadata: ObjectMeta = {
      ...kept,
      labels: this.labels,
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    };
    const { name } = metadata;
    return this.ask(
      { verb: 'update', name, body: { ...slice, metadata, endpoints, ports } },
      `update ${name}`,
    );
  }

  delete({ metadata: { name, uid = '' } }: EndpointSlice): Ask {
    return this.ask({ verb: 'delete', name, options: { uid } }, `delete ${name}`);
  }
}

export function isManaged({ metadata }: EndpointSlice): boolean {
  return metadata.labels?.[MANAGED_BY] === MANAGER;
}

/** Key of the Service that the slice says it belongs to; '' for none. */
export function serviceKeyOf({ metadata: { labels, namespace = '' } }: EndpointSlice): string {
  const service = labels?.[SERVICE_NAME] ?? '';
  return service === '' ? '' : `${namespace}/${service}`;
}
