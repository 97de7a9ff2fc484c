/** `-o custom-columns=…`. Models kubectl/pkg/cmd/get/customcolumn.go. */
import { KubectlError } from '../errors';
import { goValue } from './go-format';
import { JsonPath, PathError } from './jsonpath';
import { escapeTerminal } from './table';
import { TABLE_LAYOUT, TabWriter } from './tabwriter';

interface Column {
  readonly header: string;
  readonly path: JsonPath;
}

const RELAXED = /^\{\.?([^{}]+)\}$|^\.?([^{}]+)$/;

/** `name`, `.name` and `{.name}` as `{.name}`. Throws a `KubectlError`. */
export function relaxedPath(text: string): string {
  if (text === '') return '';
  const match = RELAXED.exec(text);
  if (match === null)
    throw new KubectlError(
      "unexpected path string, expected a 'name1.name2' or '.name1.name2' or '{name1.name2}' or '{.name1.name2}'",
    );
  return `{.${match[1] ?? match[2] ?? ''}}`;
}

function columnOf(header: string, spec: string): Column {
  try {
    return { header, path: new JsonPath(relaxedPath(spec), { allowMissingKeys: true }) };
  } catch (error) {
    if (error instanceof PathError) throw new KubectlError(error.message);
    throw error;
  }
}

/** The columns of `NAME:.metadata.name,IMAGE:.spec.containers[0].image`. Throws a `KubectlError`. */
export function columnsOfSpec(spec: string): readonly Column[] {
  if (spec === '') throw new KubectlError('custom-columns format specified but no custom columns given');
  return spec.split(',').map((part) => {
    const colon = part.indexOf(':');
    if (colon < 0)
      throw new KubectlError(`unexpected custom-columns spec: ${part}, expected <header>:<json-path-expr>`);
    return columnOf(part.slice(0, colon), part.slice(colon + 1));
  });
}

/** The columns of a file: a line of headers, a line of paths. Throws a `KubectlError`. */
export function columnsOfFile(text: string): readonly Column[] {
  const lines = text.split('\n');
  const words = (index: number, name: string) => {
    const line = lines[index];
    const isMissing = line === undefined || (line === '' && index === lines.length - 1);
    if (isMissing)
      throw new KubectlError(
        `invalid template, missing ${name} line. Expected format is one line of space separated headers, one line of space separated column specs.`,
      );
    return line.split(/\s+/).filter((word) => word !== '');
  };
  const headers = words(0, 'header');
  const specs = words(1, 'spec');
  if (headers.length !== specs.length)
    throw new KubectlError(
      `number of headers (${headers.length}) and field specifications (${specs.length}) don't match`,
    );
  return headers.map((header, index) => columnOf(header, specs[index] ?? ''));
}

/** Prints objects with them; the header once. */
export class CustomColumnsPrinter {
  #hasHeader: boolean;
  readonly #writer = new TabWriter(TABLE_LAYOUT);

  constructor(
    private readonly columns: readonly Column[],
    noHeaders: boolean,
  ) {
    this.#hasHeader = !noHeaders;
  }

  print(objects: readonly unknown[]): string {
    if (this.#hasHeader) this.#writer.write(`${this.columns.map(({ header }) => header).join('\t')}\n`);
    this.#hasHeader = false;
    for (const object of objects) {
      this.#writer.write(`${this.columns.map(({ path }) => cell(path, object)).join('\t')}\n`);
    }
    return this.#writer.flush();
  }
}

function cell(path: JsonPath, object: unknown): string {
  const found = path.find(object);
  const texts = found.flat().map((value) => escapeTerminal(goValue(value)));
  return (found[0]?.length ?? 0) === 0 ? ['<none>', ...texts].join(',') : texts.join(',');
}
