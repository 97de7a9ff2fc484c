/** One YAML or JSON value from the command line or a file. */
import { isEmpty, readYamlDocuments } from '../../yaml-documents';
import { KubectlError } from '../errors';

/** The value; null for an empty text. `message` puts the parser's words into kubectl's. */
export function yamlValue(text: string, message: (words: string) => string): unknown {
  return yamlValues(text, message)[0] ?? null;
}

/** The values of all documents that hold something. */
export function yamlValues(text: string, message: (words: string) => string): readonly unknown[] {
  const values: unknown[] = [];
  const read = readYamlDocuments(text);
  if ('message' in read) throw new KubectlError(message(`yaml: line ${read.line}: ${read.message}`));
  for (const document of read) {
    const { problem } = document;
    if (problem !== null) throw new KubectlError(message(`yaml: line ${problem.line}: ${problem.message}`));
    if (!isEmpty(document)) values.push(document.value);
  }
  return values;
}
