/** `date`: the formats that scripts use. */
import { formatTime } from '../../../api/time';

const DAYS = ['Thu', 'Fri', 'Sat', 'Sun', 'Mon', 'Tue', 'Wed'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DEFAULT = '%a %b %e %H:%M:%S UTC %Y';

/** A time in ms since 1970 in a format of `date +…`. UTC. */
export function formatDate(ms: number, format = DEFAULT): string {
  const text = formatTime(ms);
  const [date = '', rest = ''] = text.split('T');
  const [year = '', month = '', day = ''] = date.split('-');
  const time = rest.slice(0, 8);
  const [hour = '', minute = '', second = ''] = time.split(':');
  const values: Readonly<Record<string, string>> = {
    Y: year,
    m: month,
    d: day,
    e: String(Number(day)).padStart(2),
    H: hour,
    M: minute,
    S: second,
    T: time,
    F: date,
    a: DAYS[Math.floor(ms / 86_400_000) % 7] ?? '',
    b: MONTHS[Number(month) - 1] ?? '',
    y: year.slice(2),
    Z: 'UTC',
    z: '+0000',
    s: String(Math.floor(ms / 1000)),
    N: String(ms % 1000)
      .padStart(3, '0')
      .padEnd(9, '0'),
    n: '\n',
    '%': '%',
  };
  return format.replace(/%([a-zA-Z%])/g, (whole, letter: string) => values[letter] ?? whole);
}

/** As web servers log it: `22/Nov/2026:10:00:00 +0000`. */
export function logDate(ms: number): string {
  return formatDate(ms, '%d/%b/%Y:%T %z');
}
