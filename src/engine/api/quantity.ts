/**
 * Resource quantities such as `250m`, `1.5Gi`, `1e3`. Models apimachinery/pkg/api/resource/quantity.go.
 *
 * Exact: amounts are integers of 10⁻⁹, never floating point. The engine computes with integer millicores and bytes,
 * rounded up as the real server does.
 */

/** The words of the real server for a text that is no quantity at all. */
export const QUANTITY_FORMAT_ERROR =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
const QUANTITY_SUFFIX_ERROR = "unable to parse quantity's suffix";

type Format = 'decimalSI' | 'binarySI' | 'decimalExponent';

interface Quantity {
  readonly nano: bigint;
  /** As the server writes it back: the given text where that is canonical already. */
  readonly canonical: string;
}

type Parsed = Quantity | { readonly error: string };

const NANO = 1_000_000_000n;
const DECIMAL_EXPONENTS: ReadonlyMap<string, number> = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);
const DECIMAL_SUFFIXES = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const BINARY_SUFFIXES = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
/** No real quantity needs more; beyond it a hostile exponent would cost time and memory. */
const EXPONENT_MAX = 40;
const TEXT_LENGTH_MAX = 100;
const INT64_MAX = 9_223_372_036_854_775_807n;

function powerOfTen(exponent: number): bigint {
  let power = 1n;
  for (let i = 0; i < exponent; i += 1) power *= 10n;
  return power;
}

/** Division that rounds away from zero, as `RoundUp` does. */
function divideUp(amount: bigint, divisor: bigint): bigint {
  const quotient = amount / divisor;
  if (quotient * divisor === amount) return quotient;
  return amount < 0n ? quotient - 1n : quotient + 1n;
}

/** The largest suffix of 1000 that loses no digit. */
function decimalText(nano: bigint, format: Format): string {
  let mantissa = nano;
  let index = 0;
  while (index < DECIMAL_SUFFIXES.length - 1 && mantissa % 1000n === 0n) {
    mantissa /= 1000n;
    index += 1;
  }
  const exponent = (index - 3) * 3;
  if (format === 'decimalExponent') return exponent === 0 ? String(mantissa) : `${mantissa}e${exponent}`;
  return `${mantissa}${DECIMAL_SUFFIXES[index]}`;
}

function binaryText(units: bigint): string {
  let mantissa = units;
  let index = 0;
  while (index < BINARY_SUFFIXES.length - 1 && mantissa % 1024n === 0n) {
    mantissa /= 1024n;
    index += 1;
  }
  return `${mantissa}${BINARY_SUFFIXES[index]}`;
}

function canonicalText(nano: bigint, format: Format): string {
  if (nano === 0n) return '0';
  const below1024 = nano > -1024n * NANO && nano < 1024n * NANO;
  if (format !== 'binarySI' || below1024 || nano % NANO !== 0n) {
    return decimalText(nano, format === 'binarySI' ? 'decimalSI' : format);
  }
  return binaryText(nano / NANO);
}

const SHAPE = /^([+-]?)(\d*)(?:\.(\d*))?([eEinumkKMGTP]*[-+]?\d*)$/;
const EXPONENT = /^[eE]([+-]?\d+)$/;

interface Suffix {
  readonly format: Format;
  readonly exponent: number;
}

function parseSuffix(suffix: string): Suffix | null {
  const decimal = DECIMAL_EXPONENTS.get(suffix);
  if (decimal !== undefined) return { format: 'decimalSI', exponent: decimal };
  const binary = BINARY_SUFFIXES.indexOf(suffix);
  if (binary > 0) return { format: 'binarySI', exponent: binary * 10 };
  const match = EXPONENT.exec(suffix);
  if (match === null) return null;
  const exponent = Number(match[1]);
  return exponent >= -EXPONENT_MAX && exponent <= EXPONENT_MAX
    ? { format: 'decimalExponent', exponent }
    : null;
}

function amountOf(digits: string, places: number, { format, exponent }: Suffix): bigint {
  const number = BigInt(digits === '' ? '0' : digits);
  if (format === 'binarySI') {
    const nano = divideUp(number * (1n << BigInt(exponent)) * NANO, powerOfTen(places));
    return nano > INT64_MAX * NANO ? INT64_MAX * NANO : nano;
  }
  const shift = 9 + exponent - places;
  return shift >= 0 ? number * powerOfTen(shift) : divideUp(number, powerOfTen(-shift));
}

/** True where the real parser keeps the text as it came, which it does for most canonical (and a few other) texts. */
function isKeptAsGiven(whole: string, fraction: string, { format, exponent }: Suffix): boolean {
  const digits = whole + fraction;
  if (format === 'binarySI')
    return fraction === '' && digits.length <= 9 && BigInt(digits || '0') % 8n !== 0n;
  if (digits.length > 18 || (exponent - fraction.length) % 3 !== 0 || exponent - fraction.length < -9)
    return false;
  return !digits.endsWith('000') && !digits.startsWith('0');
}

function parseUncached(text: string): Parsed {
  const match = text === '' || text.length > TEXT_LENGTH_MAX ? null : SHAPE.exec(text);
  if (match === null) return { error: QUANTITY_FORMAT_ERROR };
  const whole = (match[2] ?? '').replace(/^0+/, '') || '0';
  const fraction = match[3] ?? '';
  const suffix = parseSuffix(match[4] ?? '');
  if (suffix === null) return { error: QUANTITY_SUFFIX_ERROR };
  const magnitude = amountOf(whole + fraction, fraction.length, suffix);
  const nano = match[1] === '-' ? -magnitude : magnitude;
  if (nano !== 0n && isKeptAsGiven(whole, fraction, suffix)) return { nano, canonical: text };
  return { nano, canonical: canonicalText(nano, suffix.format) };
}

// The same few texts come back for every pod, so parsing is remembered by text. Bounded, because texts are user input.
const CACHE_MAX = 4096;
const cache = new Map<string, Parsed>();

function parse(text: string): Parsed {
  let parsed = cache.get(text);
  if (parsed === undefined) {
    parsed = parseUncached(text);
    if (cache.size >= CACHE_MAX) cache.clear();
    cache.set(text, parsed);
  }
  return parsed;
}

function toInteger(amount: bigint): number {
  const safe = BigInt(Number.MAX_SAFE_INTEGER);
  if (amount > safe) return Number.MAX_SAFE_INTEGER;
  return amount < -safe ? -Number.MAX_SAFE_INTEGER : Number(amount);
}

function parseScaled(text: string, unit: bigint): number | null {
  const parsed = parse(text);
  return 'error' in parsed ? null : toInteger(divideUp(parsed.nano, unit));
}

/** CPU in thousandths of a core, rounded up: `0.5` → 500. Null when it is no quantity. */
export function parseMillicores(text: string): number | null {
  return parseScaled(text, 1_000_000n);
}

/** Bytes, rounded up: `128Mi` → 134217728. Null when it is no quantity. */
export function parseBytes(text: string): number | null {
  return parseScaled(text, NANO);
}

/** Whole things such as pods or GPUs, rounded up. Null when it is no quantity. */
export function parseCount(text: string): number | null {
  return parseScaled(text, NANO);
}

/** What is wrong with the text, in the words of the real server; null when it is a quantity. */
export function quantityError(text: string): string | null {
  const parsed = parse(text);
  return 'error' in parsed ? parsed.error : null;
}

/** The text as the server writes it back: `1000m` → `1`, `1.5Gi` → `1536Mi`. What is no quantity stays as it is. */
export function canonicalQuantity(text: string): string {
  const parsed = parse(text);
  return 'error' in parsed ? text : parsed.canonical;
}

/** The canonical text, rounded up to thousandths, as resource lists are. Models SetDefaults_ResourceList. */
export function roundQuantityToMilli(text: string): string {
  const parsed = parse(text);
  if ('error' in parsed) return text;
  if (parsed.nano % 1_000_000n === 0n) return parsed.canonical;
  return decimalText(divideUp(parsed.nano, 1_000_000n) * 1_000_000n, 'decimalSI');
}

/** −1, 0 or 1, exact. Texts that are no quantities count as 0. */
export function compareQuantities(a: string, b: string): number {
  const left = parse(a);
  const right = parse(b);
  const difference = ('error' in left ? 0n : left.nano) - ('error' in right ? 0n : right.nano);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The sum as the server writes it: in the notation of the first, unless that is 0. Texts that are no quantities count as 0. */
export function addQuantities(a: string, b: string): string {
  const [left, right] = [parse(a), parse(b)];
  if ('error' in left || left.nano === 0n) return canonicalQuantity(b);
  if ('error' in right || right.nano === 0n) return left.canonical;
  return canonicalText(left.nano + right.nano, parseSuffix(SHAPE.exec(a)?.[4] ?? '')?.format ?? 'decimalSI');
}

/** Canonical CPU text: 250 → `250m`, 2000 → `2`. */
export function formatMillicores(millicores: number): string {
  return canonicalText(BigInt(millicores) * 1_000_000n, 'decimalSI');
}

/** Canonical memory text in binary units: 134217728 → `128Mi`, 1000 → `1000`. */
export function formatBytes(bytes: number): string {
  if (bytes === 0) return '0';
  return bytes > -1024 && bytes < 1024 ? String(bytes) : binaryText(BigInt(bytes));
}
