/** Which types and fields the documents of OpenAPI speak of: what needs a description. */
import { openApiV3 } from './openapi';
import type { Json } from './openapi-schema';
import { GROUP_VERSIONS } from './served';

/** Fields by type (`apps.v1.DeploymentSpec`), sorted. */
export type TypeFields = Readonly<Record<string, readonly string[]>>;

function shortened(name: string): string {
  return name.split('.').slice(-3).join('.');
}

export function describedTypes(): TypeFields {
  const types = new Map<string, readonly string[]>();
  for (const { group, version } of GROUP_VERSIONS) {
    const document = openApiV3(group === '' ? `api/${version}` : `apis/${group}/${version}`, {});
    const { schemas = {} } = (document?.['components'] ?? {}) as {
      readonly schemas?: Readonly<Record<string, Json>>;
    };
    for (const [name, schema] of Object.entries(schemas))
      types.set(shortened(name), Object.keys(schema['properties'] ?? {}).sort());
  }
  return Object.fromEntries([...types].sort(([a], [b]) => (a < b ? -1 : 1)));
}
