/** Names as parts of a path. Models apimachinery/pkg/api/validation/path/name.go and IsDomainPrefixedPath. */
import { type FieldError, invalid, invalidEach, NO_ERRORS, required } from './field-error';
import { dns1123Subdomain } from './names';

const FORBIDDEN = ['.', '..'];

/** Models IsValidPathSegmentName. */
export function pathSegment(name: string): readonly string[] {
  if (FORBIDDEN.includes(name)) return [`may not be '${name}'`];
  return ['/', '%'].filter((part) => name.includes(part)).map((part) => `may not contain '${part}'`);
}

/** Required, and a part of a path. */
export function validatePathSegment(
  name: string | undefined,
  field: string,
  detail = '',
): readonly FieldError[] {
  if (name === undefined || name === '') return [required(field, detail)];
  return invalidEach(field, name, pathSegment(name));
}

/** `example.com/ingress-controller`. */
export function validateDomainPath(path: string, field: string): readonly FieldError[] {
  if (path === '') return [required(field)];
  const slash = path.indexOf('/');
  const words = 'must be a domain-prefixed path (such as "acme.io/foo")';
  if (slash <= 0 || slash === path.length - 1) return [invalid(field, path, words)];
  const errors = dns1123Subdomain(path.slice(0, slash));
  if (errors.length > 0) return invalidEach(field, path.slice(0, slash), errors);
  const rest = path.slice(slash + 1);
  if (/^[\w\-.~%!$&'()*+,;=:@/]+$/.test(rest)) return NO_ERRORS;
  return [invalid(field, path, 'Invalid path')];
}
