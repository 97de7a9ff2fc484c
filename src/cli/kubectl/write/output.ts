/** What a writing command prints about an object: one line, or the object. Models cli-runtime's PrintFlags and NamePrinter. */
import type { KubeObject } from '../client';
import type { Call } from '../command';
import { nameLines, printerFor } from '../print/printer';
import type { DryRun } from './flags';

/** Prints one object after the other. */
export interface ResultPrinter {
  /** `operation`: `created`. `isTyped`: the object's fields stand in the order of its Go type. */
  print(object: KubeObject, operation: string, isTyped?: boolean): Promise<void>;
  /** True when the objects themselves are printed, not lines about them. */
  readonly printsObjects: boolean;
}

/** `deployment.apps/web`. */
export function referenceOf(object: KubeObject): string {
  return `${kindName(object)}/${object.metadata.name}`;
}

/** `deployment.apps`, `pod`. Models NamePrinter, which takes the kind, not the resource. */
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
export async function resultPrinter(call: Call, dryRun: DryRun): Promise<ResultPrinter> {
  const format = call.flags.string('output');
  if (format === '' || format === 'name') {
    return {
      printsObjects: false,
      async print(object, operation) {
        const words = format === 'name' || operation === '' ? '' : operationText(operation, dryRun);
        call.out(nameLines(object, words));
        await Promise.resolve();
      },
    };
  }
  const printer = await printerFor(call);
  const typed = format === 'json' ? await printerFor(call, { isTyped: true }) : printer;
  return {
    printsObjects: true,
    async print(object, _operation, isTyped = false) {
      call.out((isTyped ? typed : printer).print(object));
      await Promise.resolve();
    },
  };
}
