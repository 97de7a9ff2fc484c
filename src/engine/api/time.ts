/**
 * Timestamps and ages. Models apimachinery/pkg/apis/meta/v1/{time,micro_time}.go and pkg/util/duration/duration.go.
 *
 * The engine has no `Date`: its results are the same on every host, so the calendar is integer arithmetic. Everything
 * is UTC and counted in ms since 1970.
 */

const MS_PER_DAY = 86_400_000;

function pad(value: number, width: number): string {
  return String(value).padStart(width, '0');
}

/** Year, month and day of a day number since 1970, in the proleptic Gregorian calendar. Eras are 400 years long. */
function civilFromDays(daysSinceEpoch: number): { year: number; month: number; day: number } {
  const shifted = daysSinceEpoch + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day };
}

function daysFromCivil(year: number, month: number, day: number): number {
  const shiftedYear = month <= 2 ? year - 1 : year;
  const era = Math.floor(shiftedYear / 400);
  const yearOfEra = shiftedYear - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  return (
    era * 146_097 +
    yearOfEra * 365 +
    Math.floor(yearOfEra / 4) -
    Math.floor(yearOfEra / 100) +
    dayOfYear -
    719_468
  );
}

/** `2026-06-01T09:00:00`, from whole seconds. */
function civilText(seconds: number): string {
  const days = Math.floor(seconds / 86_400);
  const rest = seconds - days * 86_400;
  const { year, month, day } = civilFromDays(days);
  const hour = Math.floor(rest / 3600);
  const minute = Math.floor(rest / 60) % 60;
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}T${pad(hour, 2)}:${pad(minute, 2)}:${pad(rest % 60, 2)}`;
}

// Many objects are written within one virtual second, so the last second answers nearly every call.
let lastSecond = Number.NaN;
let lastText = '';

function cachedCivilText(seconds: number): string {
  if (seconds !== lastSecond) {
    lastText = civilText(seconds);
    lastSecond = seconds;
  }
  return lastText;
}

/** RFC 3339 in whole seconds, as metav1.Time: `2026-06-01T09:00:00Z`. Fractions are cut off. */
export function formatTime(ms: number): string {
  return `${cachedCivilText(Math.floor(ms / 1000))}Z`;
}

/** RFC 3339 with microseconds, as metav1.MicroTime: `2026-06-01T09:00:00.000000Z`. */
export function formatMicroTime(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const micros = Math.floor((ms - seconds * 1000) * 1000);
  return `${cachedCivilText(seconds)}.${pad(micros, 6)}Z`;
}

const RFC3339 = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))$/;

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Ms since 1970 of an RFC 3339 text (any offset, any fraction, cut to ms), or null when it is none. */
export function parseTime(text: string): number | null {
  const match = RFC3339.exec(text);
  if (match === null) return null;
  const part = (index: number): number => Number(match[index] ?? 0);
  const [year, month, day, hour, minute, second] = [part(1), part(2), part(3), part(4), part(5), part(6)];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return null;
  if (hour > 23 || minute > 59 || second > 59 || part(9) > 23 || part(10) > 59) return null;
  const offsetMinutes = (part(9) * 60 + part(10)) * (match[8] === '-' ? -1 : 1);
  const fractionMs = Number((match[7] ?? '').padEnd(3, '0').slice(0, 3));
  const seconds = hour * 3600 + (minute - offsetMinutes) * 60 + second;
  return daysFromCivil(year, month, day) * MS_PER_DAY + seconds * 1000 + fractionMs;
}

function pair(major: number, majorUnit: string, minor: number, minorUnit: string): string {
  return minor === 0 ? `${major}${majorUnit}` : `${major}${majorUnit}${minor}${minorUnit}`;
}

/** A short age such as `5m30s`, `3h`, `2d5h`. Models HumanDuration: everything is cut off, nothing is rounded. */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds + 0}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return pair(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return pair(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  if (days < 8) return pair(days, 'd', hours % 24, 'h');
  if (days < 730) return `${days}d`;
  const years = Math.floor(days / 365);
  return days < 2920 ? pair(years, 'y', days % 365, 'd') : `${years}y`;
}

/** The AGE cell of a timestamp. Models translateTimestampSince. */
export function ageSince(timestamp: string | null | undefined, nowMs: number): string {
  const then = timestamp === undefined || timestamp === null ? null : parseTime(timestamp);
  return then === null ? '<unknown>' : humanDuration(nowMs - then);
}
