/** What a writing command prints about an object: one line, or the object. Models cli-runtime's PrintFlags and NamePrinter. */
import type { KubeObject } from '../client';
import type { Call } from '../command';
import { KubectlError } from '../errors';
import { printJson } from '../print/json';
import { printYaml } from '../print/yaml';
import type { DryRun } from './flags';

const FORMATS =
  'go-template,go-template-file,json,jsonpath,jsonpath-as-json,jsonpath-file,name,template,templatefile,yaml';

/** Prints one object after the other. */
export interface ResultPrinter {
  /** `operation`: `created`. `isTyped`: the object's fields stand in the order of its Go type. */
  print(object: KubeObject, operation: string, isTyped?: boolean): Promise<void>;
  /** True when the objects themselves are printed, not lines about them. */
  readonly printsObjects: boolean;
}

/** `deployment.apps/web`. Models NamePrinter, which takes the kind, not the resource. */
export function referenceOf(object: KubeObject): string {
  return `${kindName(object)}/${object.metadata.name}`;
}

/** `deployment.apps`, `pod`. */
export function kindName({ apiVersion = '', kind = '' }: Pick<KubeObject, 'apiVersion' | 'kind'>): string {
  const slash = apiVersion.indexOf('/');
  const group = slash < 0 ? '' : apiVersion.slice(0, slash);
  return group === '' ? kind.toLowerCase() : `${kind.toLowerCase()}.${group}`;
}

/** `created (dry run)`. */
export function operationText(operation: string, dryRun: DryRun): string {
  if (dryRun === 'client') return `${operation} (dry run)`;
  return dryRun === 'server' ? `${operation} (server dry run)` : operation;
}

/** Reads `-o` and the flags beside it. Throws for a format that is none. */
export function resultPrinter(call: Call, dryRun: DryRun): ResultPrinter {
  const format = call.flags.string('output');
  if (format === '' || format === 'name') {
    return {
      printsObjects: false,
      print: async (object, operation) => {
        const reference = referenceOf(object);
        const words = format === 'name' || operation === '' ? '' : ` ${operationText(operation, dryRun)}`;
        call.out(`${reference}${words}\n`);
        await Promise.resolve();
      },
    };
  }
  return { printsObjects: true, print: objectPrinter(call, format) };
}

function objectPrinter(call: Call, format: string): ResultPrinter['print'] {
  let count = 0;
  const write = (object: KubeObject, isTyped: boolean) => {
    const shown = call.flags.bool('show-managed-fields') ? object : withoutManagedFields(object);
    if (format === 'json') return `${printJson(shown, !isTyped)}\n`;
    if (format === 'yaml') return `${count > 0 ? '---\n' : ''}${printYaml(shown)}`;
    throw new KubectlError(
      `unable to match a printer suitable for the output format "${format}", allowed formats are: ${FORMATS}`,
    );
  };
  return async (object, _operation, isTyped = false) => {
    call.out(write(object, isTyped));
    count += 1;
    await Promise.resolve();
  };
}

function withoutManagedFields(object: KubeObject): KubeObject {
  if (object.metadata['managedFields'] === undefined) return object;
  const { managedFields: _managed, ...metadata } = object.metadata;
  return { ...object, metadata };
}
