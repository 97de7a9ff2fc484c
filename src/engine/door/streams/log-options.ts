/** The parameters of pods/log. Models PodLogOptions and its validation in pkg/apis/core/validation. */
import { forbidden, invalid, type FieldError } from '../../api/field-error';
import { parseTime } from '../../api/time';
import { valueOf, type Query } from '../../apiserver/http/target';

export interface LogOptions {
  readonly container: string;
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  /** Wall clock, ms since 1970; null for all. */
  readonly since: number | null;
  readonly tailLines: number | null;
  readonly limitBytes: number | null;
}

function flag(query: Query, name: string): boolean {
  if (!query.has(name)) return false;
  const value = valueOf(query, name).toLowerCase();
  return value !== 'false' && value !== '0';
}

function number(query: Query, name: string, least: number, errors: FieldError[]): number | null {
  const text = valueOf(query, name);
  if (text === '') return null;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least) return value;
  const why = least === 0 ? 'must be greater than or equal to 0' : 'must be greater than 0';
  errors.push(invalid(name, value, why));
  return null;
}

/** `nowMs`: wall clock. */
export function logOptions(query: Query, nowMs: number): LogOptions | readonly FieldError[] {
  const errors: FieldError[] = [];
  const tailLines = number(query, 'tailLines', 0, errors);
  const limitBytes = number(query, 'limitBytes', 1, errors);
  const sinceSeconds = number(query, 'sinceSeconds', 1, errors);
  const sinceText = valueOf(query, 'sinceTime');
  const sinceTime = sinceText === '' ? null : parseTime(sinceText);
  if (sinceSeconds !== null && sinceText !== '') {
    errors.push(forbidden('', 'at most one of `sinceTime` or `sinceSeconds` may be specified'));
  }
  if (errors.length > 0) return errors;
  return {
    container: valueOf(query, 'container'),
    follow: flag(query, 'follow'),
    previous: flag(query, 'previous'),
    timestamps: flag(query, 'timestamps'),
    since: sinceSeconds === null ? sinceTime : nowMs - sinceSeconds * 1000,
    tailLines,
    limitBytes,
  };
}
