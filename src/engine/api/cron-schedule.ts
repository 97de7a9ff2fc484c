/** Schedules of CronJobs. Models github.com/robfig/cron v3 (ParseStandard), whose words are the error messages. */
import { goQuote } from './go-print';

interface Bounds {
  readonly min: number;
  readonly max: number;
  readonly names: Readonly<Record<string, number>>;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

function numbered(names: readonly string[], first: number): Readonly<Record<string, number>> {
  return Object.fromEntries(names.map((name, i) => [name, i + first]));
}

const NO_NAMES = {};
/** Minute, hour, day of the month, month, day of the week. */
const FIELDS: readonly Bounds[] = [
  { min: 0, max: 59, names: NO_NAMES },
  { min: 0, max: 23, names: NO_NAMES },
  { min: 1, max: 31, names: NO_NAMES },
  { min: 1, max: 12, names: numbered(MONTHS, 1) },
  { min: 0, max: 6, names: numbered(DAYS, 0) },
];

const DESCRIPTORS = ['@yearly', '@annually', '@monthly', '@weekly', '@daily', '@midnight', '@hourly'];

/** A number, or what is wrong with the text. */
function parseNumber(text: string): number | string {
  if (/^\+?\d+$/.test(text)) return Number(text);
  if (/^-\d+$/.test(text)) return `negative number (${Number(text)}) not allowed: ${text}`;
  return `failed to parse int from ${text}: strconv.Atoi: parsing ${goQuote(text)}: invalid syntax`;
}

function parseValue(text: string, { names }: Bounds): number | string {
  const name = text.toLowerCase();
  return Object.hasOwn(names, name) ? (names[name] as number) : parseNumber(text);
}

/** The first mistake in `5`, `1-5`, a step, or null. */
function rangeError(text: string, bounds: Bounds): string | null {
  const [range = '', step, ...moreSteps] = text.split('/');
  const [low = '', high, ...more] = range.split('-');
  if (moreSteps.length > 0) return `too many slashes: ${text}`;
  let start: number | string = bounds.min;
  let end: number | string = bounds.max;
  if (low !== '*' && low !== '?') {
    if (more.length > 0) return `too many hyphens: ${text}`;
    start = parseValue(low, bounds);
    if (typeof start === 'string') return start;
    end = high === undefined ? (step === undefined ? start : bounds.max) : parseValue(high, bounds);
    if (typeof end === 'string') return end;
  }
  const every = step === undefined ? 1 : parseNumber(step);
  if (typeof every === 'string') return every;
  if (start < bounds.min) return `beginning of range (${start}) below minimum (${bounds.min}): ${text}`;
  if (end > bounds.max) return `end of range (${end}) above maximum (${bounds.max}): ${text}`;
  if (start > end) return `beginning of range (${start}) beyond end of range (${end}): ${text}`;
  return every === 0 ? `step of range should be a positive number: ${text}` : null;
}

function descriptorError(text: string): string | null {
  if (DESCRIPTORS.includes(text)) return null;
  const every = '@every ';
  if (!text.startsWith(every)) return `unrecognized descriptor: ${text}`;
  const duration = text.slice(every.length);
  if (/^[+-]?(?:\d+(?:\.\d*)?(?:ns|us|µs|ms|s|m|h))+$/.test(duration)) return null;
  return `failed to parse duration ${text}: time: invalid duration ${goQuote(duration)}`;
}

/** What is wrong with a schedule, in the words of the library; null when nothing is. */
export function scheduleError(schedule: string): string | null {
  let text = schedule;
  if (text.startsWith('TZ=') || text.startsWith('CRON_TZ=')) text = text.slice(text.indexOf(' ') + 1).trim();
  if (text.startsWith('@')) return descriptorError(text);
  const fields = text.split(/\s+/).filter((field) => field !== '');
  if (fields.length !== FIELDS.length) {
    return `expected exactly ${FIELDS.length} fields, found ${fields.length}: [${fields.join(' ')}]`;
  }
  for (const [i, field] of fields.entries()) {
    for (const part of field.split(',').filter((each) => each !== '')) {
      const error = rangeError(part, FIELDS[i] as Bounds);
      if (error !== null) return error;
    }
  }
  return null;
}
