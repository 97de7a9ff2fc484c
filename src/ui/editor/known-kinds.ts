/** The kinds that the cluster serves, for `kind:` and `apiVersion:`: its own discovery. */
import { pageTransport } from '../store/transport';
import type { KnownKind } from './schema-help';

interface DiscoveredResource {
  readonly resource: string;
  readonly responseKind?: { readonly group?: string; readonly version?: string; readonly kind?: string };
  readonly verbs?: readonly string[];
}

interface DiscoveredGroup {
  readonly metadata?: { readonly name?: string };
  readonly versions?: readonly {
    readonly version: string;
    readonly resources?: readonly DiscoveredResource[];
  }[];
}

const ACCEPT = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

let asked: Promise<readonly KnownKind[]> | null = null;

/** Asked for once; again after a failure. */
export function knownKinds(): Promise<readonly KnownKind[]> {
  asked ??= Promise.all(['/api', '/apis'].map(discover))
    .then((lists) => lists.flat())
    .catch(() => {
      asked = null;
      return [];
    });
  return asked;
}

async function discover(target: string): Promise<readonly KnownKind[]> {
  const reply = await pageTransport.send({ method: 'GET', target, headers: { accept: ACCEPT }, body: '' });
  const { items = [] } = JSON.parse(await reply.text()) as { readonly items?: readonly DiscoveredGroup[] };
  return items.flatMap(({ metadata, versions = [] }) =>
    versions.slice(0, 1).flatMap(({ version, resources = [] }) =>
      resources
        .filter(({ verbs = [] }) => verbs.includes('create') && verbs.includes('get'))
        .map(({ responseKind }) => ({
          apiVersion:
            metadata?.name === undefined || metadata.name === '' ? version : `${metadata.name}/${version}`,
          kind: responseKind?.kind ?? '',
        })),
    ),
  );
}
