/**
 * Rules for names, labels and ports. Models apimachinery/pkg/util/validation/validation.go.
 *
 * Each rule returns the messages of the real server; an empty list means valid.
 */

const VALID: readonly string[] = [];

const LABEL_1123 = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const SUBDOMAIN_1123 = `${LABEL_1123}(\\.${LABEL_1123})*`;
const LABEL_UNDERSCORE = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?';
const SUBDOMAIN_UNDERSCORE = `${LABEL_UNDERSCORE}(\\.${LABEL_UNDERSCORE})*`;
const LABEL_1035 = '[a-z]([-a-z0-9]*[a-z0-9])?';
const QUALIFIED = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const LABEL_VALUE = `(${QUALIFIED})?`;
const CONFIG_KEY = '[-._a-zA-Z0-9]+';
const PERCENT = '[0-9]+%';

function whole(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`);
}

/** Matching backtracks, so a hostile text of megabytes would take minutes. It gets the message about its length only. */
const MATCHED_LENGTH_MAX = 2000;

function matches(pattern: RegExp, value: string): boolean {
  return value.length > MATCHED_LENGTH_MAX || pattern.test(value);
}

const LABEL_1123_ONLY = whole(LABEL_1123);
const SUBDOMAIN_1123_ONLY = whole(SUBDOMAIN_1123);
const SUBDOMAIN_UNDERSCORE_ONLY = whole(SUBDOMAIN_UNDERSCORE);
const LABEL_1035_ONLY = whole(LABEL_1035);
const QUALIFIED_ONLY = whole(QUALIFIED);
const LABEL_VALUE_ONLY = whole(LABEL_VALUE);
const CONFIG_KEY_ONLY = whole(CONFIG_KEY);
const PERCENT_ONLY = whole(PERCENT);
const PRINTABLE_WITHOUT_EQUALS = /^[ -<>-~]*$/;

function maxLength(limit: number): string {
  return `must be no more than ${limit} characters`;
}

/** The sentence with its examples. The comma and two spaces before "or" are those of the real server. */
function mustMatch(sentence: string, pattern: string, ...examples: readonly string[]): string {
  const shown = examples.map((example) => `'${example}', `).join(' or ');
  return `${sentence} (e.g. ${shown}regex used for validation is '${pattern}')`;
}

export function inclusiveRange(low: number, high: number): string {
  return `must be between ${low} and ${high}, inclusive`;
}

/** Length in bytes of UTF-8, which is what Go's `len` counts. */
export function byteLength(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return bytes;
}

/** Most kinds' names: `web.example-1`. */
export function dns1123Subdomain(value: string): readonly string[] {
  const isMatch = matches(SUBDOMAIN_1123_ONLY, value);
  if (isMatch && value.length <= 253) return VALID;
  const messages = byteLength(value) > 253 ? [maxLength(253)] : [];
  if (isMatch) return messages;
  const sentence =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character";
  return [...messages, mustMatch(sentence, SUBDOMAIN_1123, 'example.com')];
}

/** Search domains: underscores have always been in use there. */
export function dns1123SubdomainWithUnderscore(value: string): readonly string[] {
  const messages = byteLength(value) > 253 ? [maxLength(253)] : [];
  if (matches(SUBDOMAIN_UNDERSCORE_ONLY, value)) return messages.length === 0 ? VALID : messages;
  const sentence =
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-', '_', or '.', and must start and end with an alphanumeric character";
  return [...messages, mustMatch(sentence, SUBDOMAIN_UNDERSCORE, 'example.com')];
}

/** Namespaces, containers, volumes: `my-name`. */
export function dns1123Label(value: string): readonly string[] {
  const isMatch = matches(LABEL_1123_ONLY, value);
  if (isMatch && value.length <= 63) return VALID;
  const messages = byteLength(value) > 63 ? [maxLength(63)] : [];
  if (isMatch) return messages;
  if (matches(SUBDOMAIN_1123_ONLY, value)) return [...messages, 'must not contain dots'];
  const sentence =
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character";
  return [...messages, mustMatch(sentence, LABEL_1123, 'my-name', '123-abc')];
}

/** Names of Services: they become environment variables and DNS names. */
export function dns1035Label(value: string): readonly string[] {
  const isMatch = matches(LABEL_1035_ONLY, value);
  if (isMatch && value.length <= 63) return VALID;
  const messages = byteLength(value) > 63 ? [maxLength(63)] : [];
  if (isMatch) return messages;
  const sentence =
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character";
  return [...messages, mustMatch(sentence, LABEL_1035, 'my-name', 'abc-123')];
}

const QUALIFIED_SENTENCE =
  "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

/** Keys of labels and annotations, finalizers, resource names: `example.com/MyName`. */
export function qualifiedName(value: string): readonly string[] {
  const parts = value.split('/');
  const expected = mustMatch(QUALIFIED_SENTENCE, QUALIFIED, 'MyName', 'my.name', '123-abc');
  if (parts.length > 2) {
    return [
      `a qualified name ${expected} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  const name = parts[parts.length - 1] ?? '';
  const prefix = parts.length === 2 ? (parts[0] ?? '') : null;
  const messages: string[] = [];
  if (prefix === '') messages.push('prefix part must be non-empty');
  else if (prefix !== null)
    messages.push(...dns1123Subdomain(prefix).map((message) => `prefix part ${message}`));
  if (name === '') messages.push('name part must be non-empty');
  else if (byteLength(name) > 63) messages.push(`name part ${maxLength(63)}`);
  if (!matches(QUALIFIED_ONLY, name)) messages.push(`name part ${expected}`);
  return messages.length === 0 ? VALID : messages;
}

export function labelValue(value: string): readonly string[] {
  const isMatch = matches(LABEL_VALUE_ONLY, value);
  if (isMatch && value.length <= 63) return VALID;
  const messages = byteLength(value) > 63 ? [maxLength(63)] : [];
  if (isMatch) return messages;
  const sentence =
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  return [...messages, mustMatch(sentence, LABEL_VALUE, 'MyValue', 'my_value', '12345')];
}

export function portNumber(port: number): readonly string[] {
  return port >= 1 && port <= 65_535 ? VALID : [inclusiveRange(1, 65_535)];
}

export function portName(name: string): readonly string[] {
  const messages: string[] = [];
  if (byteLength(name) > 15) messages.push(maxLength(15));
  if (!/^[-a-z0-9]+$/.test(name)) {
    messages.push('must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)');
  }
  if (!/[a-z]/.test(name)) messages.push('must contain at least one letter (a-z)');
  if (name.includes('--')) messages.push('must not contain consecutive hyphens');
  if (name.startsWith('-') || name.endsWith('-')) messages.push('must not begin or end with a hyphen');
  return messages;
}

export function percentage(value: string): readonly string[] {
  if (PERCENT_ONLY.test(value)) return VALID;
  const sentence = "a valid percent string must be a numeric string followed by an ending '%'";
  return [mustMatch(sentence, PERCENT, '1%', '93%')];
}

export function httpHeaderName(value: string): readonly string[] {
  if (/^[-A-Za-z0-9]+$/.test(value)) return VALID;
  const sentence = "a valid HTTP header must consist of alphanumeric characters or '-'";
  return [mustMatch(sentence, '[-A-Za-z0-9]+', 'X-Header-Name')];
}

/** Since 1.32 nearly anything printable is allowed. */
export function environmentName(value: string): readonly string[] {
  if (value === '') return ['environment variable name must be non-empty'];
  if (PRINTABLE_WITHOUT_EQUALS.test(value)) return VALID;
  return ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

/** Keys of ConfigMaps and Secrets: they become names of files. */
export function configMapKey(value: string): readonly string[] {
  const messages = byteLength(value) > 253 ? [maxLength(253)] : [];
  if (!matches(CONFIG_KEY_ONLY, value)) {
    const sentence = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";
    messages.push(mustMatch(sentence, CONFIG_KEY, 'key.name', 'KEY_NAME', 'key-name'));
  }
  if (value === '.') messages.push("must not be '.'");
  else if (value === '..') messages.push("must not be '..'");
  else if (value.startsWith('..')) messages.push("must not start with '..'");
  return messages.length === 0 ? VALID : messages;
}

/** A prefix that the server will complete may end in dashes. Models maskTrailingDash. */
export function maskTrailingDash(prefix: string): string {
  return prefix.length > 1 && prefix.endsWith('-') ? `${prefix.slice(0, -2)}a` : prefix;
}
