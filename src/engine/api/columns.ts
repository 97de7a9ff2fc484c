/** Printed columns that many kinds share. Models pkg/printers/internalversion/printers.go. */
import type { Column } from './kind';
import type { ApiObject } from './meta';
import type { PodTemplateSpec } from './pod-types';
import { formatSelector, type LabelSelector } from './selector';
import { ageSince } from './time';

export function column<T>(name: string, cell: (object: T, nowMs: number) => string): Column<T> {
  return { name, priority: 0, cell };
}

/** A column of integers. */
export function integerColumn<T>(name: string, cell: (object: T) => number): Column<T> {
  return { ...column(name, (object: T) => String(cell(object))), type: 'integer', cells: 'number' };
}

/** A column that says that it holds texts, and holds numbers. */
export function numberColumn<T>(name: string, cell: (object: T) => number): Column<T> {
  return { ...column(name, (object: T) => String(cell(object))), cells: 'number' };
}

/** A column of `-o wide`. */
export function wideColumn<T>(name: string, cell: (object: T, nowMs: number) => string): Column<T> {
  return { name, priority: 1, cell };
}

export const nameColumn: Column<ApiObject> = column('Name', (object) => object.metadata.name);

export const ageColumn: Column<ApiObject> = column('Age', (object, nowMs) =>
  ageSince(object.metadata.creationTimestamp, nowMs),
);

/** Of kinds that have no columns of their own. */
export const createdColumn: Column<ApiObject> = column(
  'Created At',
  (object) => object.metadata.creationTimestamp ?? '',
);

interface Workload extends ApiObject {
  readonly spec: { readonly selector: LabelSelector; readonly template: PodTemplateSpec };
}

export const containersColumn: Column<Workload> = wideColumn('Containers', ({ spec }) =>
  spec.template.spec.containers.map((container) => container.name).join(','),
);

export const imagesColumn: Column<Workload> = wideColumn('Images', ({ spec }) =>
  spec.template.spec.containers.map((container) => container.image ?? '').join(','),
);

/** `emptyText` is what an empty selector prints: kinds differ. */
export function selectorColumn(emptyText: string): Column<Workload> {
  return wideColumn('Selector', ({ spec }) => formatSelector(spec.selector) || emptyText);
}

/** At most three items and the number of the others: `10.0.0.1,10.0.0.2,10.0.0.3 + 2 more...`. `shown` is already cut. */
export function listWithMore(shown: readonly string[], count: number, emptyText: string): string {
  const more = count - shown.length;
  const text = shown.join(',');
  return more > 0 ? `${text} + ${more} more...` : text || emptyText;
}
