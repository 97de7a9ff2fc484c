/** One YAML or JSON value from the command line or a file. */
import { GoYamlError, goYamlValues } from '../../yaml-go';
import { KubectlError } from '../errors';

/** The value; null for an empty text. `message` puts the parser's words into kubectl's. */
export function yamlValue(text: string, message: (words: string) => string): unknown {
  return yamlValues(text, message)[0] ?? null;
}

/** The values of all documents that hold something. */
export function yamlValues(text: string, message: (words: string) => string): readonly unknown[] {
  try {
    return [...goYamlValues(text)].filter((value) => value !== null);
  } catch (error) {
    if (!(error instanceof GoYamlError)) throw error;
    throw new KubectlError(message(error.message.replace('error converting YAML to JSON: ', '')));
  }
}
