/** How `kubectl get` prints what it got. Models kubectl/pkg/cmd/get/get.go (Run, printGeneric). */
import type { KubeObject } from '../client';
import type { Call } from '../command';
import { type Mapping, resourceName, typeName } from '../discovery';
import { isNotFound, KubectlError, ManyErrors, messageOf, throwAll } from '../errors';
import { asTable } from '../print/human';
import { type ObjectPrinter, printerFor } from '../print/printer';
import { sortBy } from '../print/sort';
import { TablePrinter, tableOf } from '../print/table';
import { TABLE_LAYOUT, TabWriter } from '../print/tabwriter';
import type { GetInfo, GetResult } from './request';

/** True when a person reads it: a table. */
export function isHuman({ flags }: Call): boolean {
  const output = flags.string('output');
  return output === 'wide' || (output === '' && flags.string('template') === '');
}

/** A printer for the objects of one type. */
export function tablePrinterFor(
  call: Call,
  mapping: Mapping,
  hasNamespace: boolean,
  hasKind: boolean,
): TablePrinter {
  const { flags } = call;
  return new TablePrinter({
    hasHeaders: !flags.bool('no-headers'),
    isWide: flags.string('output') === 'wide',
    hasNamespace,
    kind:
      hasKind || flags.bool('show-kind')
        ? typeName({ ...mapping, singular: mapping.kind.toLowerCase() })
        : '',
    hasLabels: flags.bool('show-labels'),
    labelColumns: flags.strings('label-columns'),
  });
}

/** Errors without those that `--ignore-not-found` lets pass. */
function remaining(call: Call, errors: readonly unknown[]): readonly unknown[] {
  return call.flags.bool('ignore-not-found') ? errors.filter((error) => !isNotFound(error)) : errors;
}

/** Tables, one after the other, a blank line between types. */
export function showTables(call: Call, result: GetResult): void {
  const { flags, namespace } = call;
  const errors = remaining(call, result.errors);
  const inAll = flags.bool('all-namespaces');
  const field = flags.string('sort-by');
  // As kubectl does it: several answers are sorted by their own fields, and the rows of each by theirs.
  const infos =
    field === '' || result.infos.length < 2
      ? result.infos
      : sortBy(result.infos, ({ object }) => object, field);
  const hasKind = new Set(infos.map(({ mapping }) => resourceName(mapping))).size > 1;
  let printed = '';
  let last: Mapping | null = null;
  let printer: TablePrinter | null = null;
  let writer = new TabWriter(TABLE_LAYOUT);
  let isApart = false;
  const flush = () => {
    const text = writer.flush();
    if (text === '') return;
    printed += `${isApart ? '\n' : ''}${text}`;
    isApart = false;
  };
  for (const { mapping, object } of infos) {
    if (printer === null || last === null || resourceName(mapping) !== resourceName(last)) {
      flush();
      writer = new TabWriter(TABLE_LAYOUT);
      if (last !== null && !flags.bool('no-headers') && printed !== '') isApart = true;
      printer = tablePrinterFor(call, mapping, inAll && mapping.namespaced, hasKind);
      last = mapping;
    }
    const shown = sorted(object, field);
    if (shown !== null) writer.write(printer.print(asTable(shown, call.context.now())));
  }
  flush();
  call.out(printed);
  if (printed === '' && !flags.bool('ignore-not-found') && errors.length === 0) {
    const isInOne = !inAll && infos.every(({ mapping }) => mapping.namespaced);
    call.err(isInOne ? `No resources found in ${namespace} namespace.\n` : 'No resources found\n');
  }
  // What is wrong with one of several sources is told without `error: ` before it, as kubectl does it.
  const [only] = errors;
  if (errors.length === 1 && only instanceof KubectlError) throw new KubectlError(messageOf(only), 1, true);
  throwAll(errors);
}

/** The object with the rows of its table in order; null when no row has the field: kubectl then prints nothing of it. */
function sorted(object: KubeObject, field: string): KubeObject | null {
  const table = tableOf(object);
  if (field === '' || table === null || table.rows.length < 2) return object;
  try {
    return { ...object, rows: sortBy(table.rows, (row) => row.object, field) };
  } catch (error) {
    if (error instanceof KubectlError) return null;
    throw error;
  }
}

/** JSON, YAML, names, templates: one object by itself, several as a List. */
export async function showObjects(call: Call, result: GetResult): Promise<void> {
  const { infos, isSingle } = result;
  const errors = remaining(call, result.errors);
  if (errors.length > 0 && isSingle) throwAll(errors);
  if (infos.length === 0 && call.flags.bool('ignore-not-found')) return throwAll(errors);
  const printer = await printerFor(call, { isForGet: true });
  const [only] = infos;
  if (isSingle && infos.length === 1 && only !== undefined) call.out(printer.print(only.object));
  else printList(call, printer, infos);
  if (errors.length > 1) throw new ManyErrors(errors);
  throwAll(errors);
}

function printList(call: Call, printer: ObjectPrinter, infos: readonly GetInfo[]): void {
  const field = call.flags.string('sort-by');
  const objects = infos.map(({ object }) => object);
  const items = field === '' || objects.length === 0 ? objects : sortBy(objects, (object) => object, field);
  const list = { apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } };
  call.out(printer.print(list as unknown as KubeObject));
}
