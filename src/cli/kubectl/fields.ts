/** Reading objects off the wire, field by field. */
import type { KubeObject } from './client';

const EMPTY: Readonly<Record<string, string>> = {};

/**
 * A value off the wire. What is missing or of another type reads as Go's zero value, as it would in a typed client: '', 0,
 * false, an empty list. Paths have dots: `spec.nodeName`; keys that hold dots themselves are read with `map`.
 */
export class Fields {
  constructor(readonly value: unknown) {}

  static of(object: KubeObject): Fields {
    return new Fields(object);
  }

  at(path: string): Fields {
    let value = this.value;
    for (const key of path.split('.')) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return NOTHING;
      value = (value as Record<string, unknown>)[key];
    }
    return new Fields(value);
  }

  /** True when it is there and not null: a pointer that is not nil. */
  has(path: string): boolean {
    return this.at(path).exists;
  }

  get exists(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  text(path: string): string {
    const { value } = this.at(path);
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
      ? String(value)
      : '';
  }

  number(path: string): number {
    const { value } = this.at(path);
    return typeof value === 'number' ? value : 0;
  }

  bool(path: string): boolean {
    return this.at(path).value === true;
  }

  list(path: string): readonly Fields[] {
    const { value } = this.at(path);
    return Array.isArray(value) ? value.map((item) => new Fields(item)) : [];
  }

  texts(path: string): readonly string[] {
    const { value } = this.at(path);
    return Array.isArray(value) ? value.map(String) : [];
  }

  /** A map of texts: labels, quantities, data. */
  map(path: string): Readonly<Record<string, string>> {
    const { value } = this.at(path);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, string>)
      : EMPTY;
  }

  get name(): string {
    return this.text('metadata.name');
  }

  get namespace(): string {
    return this.text('metadata.namespace');
  }

  get uid(): string {
    return this.text('metadata.uid');
  }

  get labels(): Readonly<Record<string, string>> {
    return this.map('metadata.labels');
  }

  get annotations(): Readonly<Record<string, string>> {
    return this.map('metadata.annotations');
  }

  /** The owner that controls it, if one does. */
  get controller(): Fields | undefined {
    return this.list('metadata.ownerReferences').find((owner) => owner.bool('controller'));
  }
}

const NOTHING = new Fields(undefined);

/** Keys in Go's order of strings (by code unit; keys of Kubernetes objects are ASCII). */
export function sortedKeys(map: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(map).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
