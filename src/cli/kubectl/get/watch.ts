/** `kubectl get --watch`. Models kubectl/pkg/cmd/get/get.go (watch). */
import type { KubeObject } from '../client';
import type { Call } from '../command';
import { KubectlError } from '../errors';
import { failure, itemsOf, listQuery, resourcePath, watchEvents } from '../http-client';
import { asTable } from '../print/human';
import { type ObjectPrinter, printerFor } from '../print/printer';
import { tableOf, type TablePrinter } from '../print/table';
import { TABLE_LAYOUT, TabWriter } from '../print/tabwriter';
import { selectorsOf } from '../resources';
import { type StatusBody, StatusError } from '../status-error';
import { type GetInfo, type GetWanted, requestAll, TABLE_ACCEPT } from './request';
import { isHuman, tablePrinterFor } from './show';

/** Lists, then prints each change until the server ends it. */
export async function watchResources(call: Call, wanted: GetWanted): Promise<void> {
  const { infos, isSingle } = await requestAll(call, { ...wanted, forWatch: true });
  const [info] = infos;
  const words = 'watch is only supported on individual resources and resource collections';
  if (info === undefined || new Set(infos.map(({ mapping }) => mapping)).size > 1)
    throw new KubectlError(`${words} - more than 1 resource was found`);
  const screen = await screenFor(call, info);
  const isList = !isSingle;
  const isShown = !call.flags.bool('watch-only');
  for (const { object } of infos) {
    const parts = isList && tableOf(object) === null ? itemsOf(object) : [object];
    for (const part of parts) screen.show('ADDED', part, isShown);
  }
  const named = infos.filter(({ name }) => name !== '').length;
  if (named > 1) throw new KubectlError(`${words} - ${named} resources were found`);
  await follow(call, info, { screen, isList, wanted });
}

interface Screen {
  /** `isShown` false: only the columns of a table are taken in. */
  show(type: string, object: KubeObject, isShown: boolean): void;
}

async function screenFor(call: Call, { mapping }: GetInfo): Promise<Screen> {
  const hasEvents = call.flags.bool('output-watch-events');
  if (isHuman(call)) {
    const printer = tablePrinterFor(call, mapping, call.flags.bool('all-namespaces'), false);
    return tableScreen(call, printer, hasEvents);
  }
  const printer = await printerFor(call, { isForGet: true });
  return objectScreen(call, printer, hasEvents);
}

function tableScreen(call: Call, printer: TablePrinter, hasEvents: boolean): Screen {
  const writer = new TabWriter(TABLE_LAYOUT);
  return {
    show(type, object, isShown) {
      const isTable = tableOf(object) !== null;
      if (!isTable && !isShown) return;
      const table = asTable(object, call.context.now());
      writer.write(printer.print(isShown ? table : { ...table, rows: [] }, hasEvents ? type : ''));
      call.out(writer.flush());
    },
  };
}

function objectScreen(call: Call, printer: ObjectPrinter, hasEvents: boolean): Screen {
  return {
    show(type, object, isShown) {
      if (!isShown) return;
      call.out(printer.print(hasEvents ? ({ type, object } as unknown as KubeObject) : object));
    },
  };
}

async function follow(
  call: Call,
  info: GetInfo,
  {
    screen,
    isList,
    wanted,
  }: { readonly screen: Screen; readonly isList: boolean; readonly wanted: GetWanted },
): Promise<void> {
  const { mapping, namespace, name, object } = info;
  const selectors = selectorsOf(call);
  const options = isList
    ? { labelSelector: selectors.label, fieldSelector: selectors.field }
    : { fieldSelector: `metadata.name=${name}` };
  const reply = await call.client.raw('GET', resourcePath(mapping, namespace), {
    accept: wanted.asTable ? TABLE_ACCEPT : 'application/json',
    query: {
      ...listQuery(options),
      resourceVersion: isList ? (object.metadata.resourceVersion ?? '') : '0',
      watch: 'true',
      ...(wanted.withObjects && wanted.asTable ? { includeObject: 'Object' } : {}),
    },
  });
  if (reply.status >= 400) throw await failure(reply);
  let isShown = isList;
  for await (const event of watchEvents(reply)) {
    if (event.type === 'ERROR') {
      const status = event.object as StatusBody & { readonly code?: number };
      throw new StatusError(status.code ?? 500, status);
    }
    screen.show(event.type, event.object as KubeObject, isShown);
    isShown = true;
  }
}
