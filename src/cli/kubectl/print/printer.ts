/** `-o`: how objects are printed. Models cli-runtime/pkg/genericclioptions/print_flags.go and cli-runtime/pkg/printers. */
import type { KubeObject } from '../client';
import type { Call, FlagSpec } from '../command';
import { FileError } from '../../program';
import { KubectlError } from '../errors';
import { columnsOfFile, columnsOfSpec, CustomColumnsPrinter } from './custom-columns';
import { goSyntax, goValue } from './go-format';
import { goMessage, GoTemplate, TemplateError } from './go-template';
import { printJson } from './json';
import { JsonPath, PathError } from './jsonpath';
import { printYaml } from './yaml';
import { goQuote } from '../../../engine/api/go-print';

/** Prints objects one after the other. */
export interface ObjectPrinter {
  print(object: KubeObject): string;
}

export interface PrinterOptions {
  /** `created`: printed after the name where no format is asked for. */
  readonly operation?: string;
  /** True for objects that a command made itself: JSON then keeps the order of their keys, as of a Go struct. */
  readonly isTyped?: boolean;
  /** `custom-columns` and `wide` too, as for get. */
  readonly isForGet?: boolean;
}

const GO_TEMPLATES = ['go-template', 'go-template-file', 'template', 'templatefile'];
const JSON_PATHS = ['jsonpath', 'jsonpath-as-json', 'jsonpath-file'];
const COLUMNS = ['custom-columns', 'custom-columns-file'];

/** What `-o` offers, in kubectl's order. */
export const OUTPUT_FORMATS = ['json', 'yaml', 'name', ...GO_TEMPLATES, ...JSON_PATHS];

/** `-o` and what belongs to it. */
export const PRINT_FLAGS: readonly FlagSpec[] = [
  {
    name: 'output',
    short: 'o',
    type: 'string',
    help: `How to print. One of: (${OUTPUT_FORMATS.join(', ')}).`,
    completes: 'values',
    values: OUTPUT_FORMATS,
  },
  {
    name: 'allow-missing-template-keys',
    type: 'bool',
    default: 'true',
    help: 'A field that is missing is no error in a template.',
  },
  {
    name: 'template',
    type: 'string',
    help: 'The template, or its file, for -o=go-template and -o=go-template-file.',
  },
  {
    name: 'show-managed-fields',
    type: 'bool',
    default: 'false',
    help: 'Print metadata.managedFields in JSON and YAML.',
  },
];

/** Throws a `KubectlError` for a format that does not exist, or a template that is none. */
export async function printerFor(call: Call, options: PrinterOptions = {}): Promise<ObjectPrinter> {
  const { flags } = call;
  const output = flags.string('output');
  const template = flags.string('template');
  const format = output === '' && template !== '' && options.isForGet === true ? 'go-template' : output;
  const templated = await templatePrinter(call, format, template, options);
  if (templated !== null) return templated;
  const shown = hidden(flags.bool('show-managed-fields'));
  switch (format.toLowerCase()) {
    case 'json':
      return { print: (object) => `${printJson(shown(object), options.isTyped !== true)}\n` };
    case 'yaml':
      return yamlPrinter(shown);
    case 'name':
      return { print: (object) => nameLines(object, '') };
    case '':
      return { print: (object) => nameLines(object, options.operation ?? '') };
    default:
      throw noPrinter(format, options.isForGet === true);
  }
}

/** The error for a format that nothing prints. */
function noPrinter(format: string, isForGet: boolean): KubectlError {
  const formats = [...OUTPUT_FORMATS, ...(isForGet ? [...COLUMNS, 'wide'] : [])].sort();
  return new KubectlError(
    `unable to match a printer suitable for the output format ${goQuote(format)}, allowed formats are: ${formats.join(',')}`,
  );
}

function yamlPrinter(shown: (object: KubeObject) => unknown): ObjectPrinter {
  let count = 0;
  return {
    print(object) {
      count += 1;
      return `${count > 1 ? '---\n' : ''}${printYaml(shown(object))}`;
    },
  };
}

/** `deployment.apps/web created`, one line for each item of a list. */
export function nameLines(object: KubeObject, operation: string): string {
  if (Array.isArray(object['items']))
    return (object['items'] as readonly KubeObject[]).map((item) => nameLines(item, operation)).join('');
  const isEvent = object['object'] !== undefined && object['type'] !== undefined && object.kind === undefined;
  const named = isEvent ? (object['object'] as KubeObject) : object;
  const { apiVersion = '', kind = '', metadata } = named;
  const group = apiVersion.includes('/') ? `.${apiVersion.split('/', 1)[0] ?? ''}` : '';
  const name = metadata?.name || '<unknown>';
  return `${kind.toLowerCase()}${group}/${name}${operation === '' ? '' : ` ${operation}`}\n`;
}

/** Without `metadata.managedFields`, unless they are asked for. */
function hidden(isShown: boolean): (object: KubeObject) => KubeObject {
  if (isShown) return (object) => object;
  const hide = (object: KubeObject): KubeObject => {
    if (Array.isArray(object['items']))
      return { ...object, items: (object['items'] as readonly KubeObject[]).map(hide) };
    const inner = object['object'];
    if (object.kind === undefined && typeof inner === 'object' && inner !== null)
      return { ...object, object: hide(inner as KubeObject) };
    if (object.metadata?.['managedFields'] === undefined) return object;
    const { managedFields: _, ...metadata } = object.metadata;
    return { ...object, metadata };
  };
  return hide;
}

/** A format and what stands after its `=`. */
function formatOf(
  output: string,
  template: string,
  formats: readonly string[],
): readonly [string, string] | null {
  const found = formats.find(
    (format) => output === format || (template === '' && output.startsWith(`${format}=`)),
  );
  if (found === undefined) return null;
  return [found, template === '' ? output.slice(found.length + 1) : template];
}

async function templatePrinter(
  call: Call,
  output: string,
  template: string,
  options: PrinterOptions,
): Promise<ObjectPrinter | null> {
  const isLenient = call.flags.bool('allow-missing-template-keys');
  const go = formatOf(output, template, GO_TEMPLATES);
  if (go !== null) {
    if (go[1] === '') throw new KubectlError('template format specified but no template given');
    const text = go[0].endsWith('file') ? await readTemplate(call, go[1], '\n') : go[1];
    return goTemplatePrinter(call, text, isLenient);
  }
  const path = formatOf(output, template, JSON_PATHS);
  if (path !== null) {
    if (path[1] === '') throw new KubectlError('template format specified but no template given');
    const text = path[0] === 'jsonpath-file' ? await readTemplate(call, path[1], '') : path[1];
    return jsonPathPrinter(text, isLenient, path[0] === 'jsonpath-as-json');
  }
  const columns = options.isForGet === true ? formatOf(output, template, COLUMNS) : null;
  if (columns === null) return null;
  if (columns[1] === '')
    throw new KubectlError('custom-columns format specified but no custom columns given');
  return columnsPrinter(call, columns);
}

async function readTemplate(call: Call, path: string, end: string): Promise<string> {
  try {
    return await call.context.files.read(path);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new KubectlError(`error reading --template ${path}, open ${path}: no such file or directory${end}`);
  }
}

function jsonPathPrinter(text: string, allowMissingKeys: boolean, isJson: boolean): ObjectPrinter {
  let path: JsonPath;
  try {
    path = new JsonPath(text, { allowMissingKeys, isJson });
  } catch (error) {
    if (!(error instanceof PathError)) throw error;
    throw new KubectlError(`error parsing jsonpath ${text}, ${error.message}`);
  }
  return {
    print(object) {
      try {
        return path.print(object);
      } catch (error) {
        if (!(error instanceof PathError)) throw error;
        const more = `Error executing template: ${error.message}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${text}\n\tobject given to jsonpath engine was:\n\t\t${goSyntax(object)}\n\n`;
        throw new KubectlError(`error executing jsonpath ${goQuote(text)}: ${more}\n`);
      }
    },
  };
}

function goTemplatePrinter(call: Call, text: string, isLenient: boolean): ObjectPrinter {
  let template: GoTemplate;
  try {
    template = new GoTemplate(text, isLenient);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    throw new KubectlError(`error parsing template ${text}, ${goMessage(error)}\n`);
  }
  return {
    print(object) {
      try {
        return template.execute(object);
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
        const words = goMessage(error);
        call.out(
          `${error.printed}Error executing template: ${words}. Printing more information for debugging the template:\n\ttemplate was:\n\t\t${text}\n\traw data was:\n\t\t${printJson(object, true, '')}\n\tobject given to template engine was:\n\t\t${goValue(object)}\n\n`,
        );
        throw new KubectlError(`error executing template ${goQuote(text)}: ${words}`);
      }
    },
  };
}

async function columnsPrinter(call: Call, [format, spec]: readonly [string, string]): Promise<ObjectPrinter> {
  const noHeaders = call.flags.bool('no-headers');
  const isFile = format === 'custom-columns-file';
  const columns = isFile ? columnsOfFile(await readColumns(call, spec)) : columnsOfSpec(spec);
  const printer = new CustomColumnsPrinter(columns, !isFile && noHeaders);
  return {
    print(object) {
      const items = object['items'];
      return printer.print(Array.isArray(items) ? items : [object]);
    },
  };
}

async function readColumns(call: Call, path: string): Promise<string> {
  try {
    return await call.context.files.read(path);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new KubectlError(`error reading template ${path}, open ${path}: no such file or directory\n`);
  }
}
