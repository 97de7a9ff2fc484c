/** Names and addresses inside a pod. Models validatePodDNSConfig and ValidateHostAliases in pkg/apis/core/validation. */
import { collect, type FieldError, invalid, invalidEach, NO_ERRORS, required } from './field-error';
import { goStringList } from './go-print';
import { validateIp } from './ip';
import { dns1123Subdomain, dns1123SubdomainWithUnderscore } from './names';
import type { HostAlias, PodDNSConfig, PodSpec } from './pod-types';

/** Limits of libc's resolver. */
const NAMESERVERS_MAX = 3;
const SEARCHES_MAX = 32;
const SEARCH_CHARACTERS_MAX = 2048;

function validateSearches(searches: readonly string[], field: string): readonly FieldError[] {
  const shown = goStringList(searches);
  const characters = `must not have more than ${SEARCH_CHARACTERS_MAX} characters (including spaces) in the search list`;
  return collect(
    searches.length > SEARCHES_MAX
      ? [invalid(field, shown, `must not have more than ${SEARCHES_MAX} search paths`)]
      : NO_ERRORS,
    searches.join(' ').length > SEARCH_CHARACTERS_MAX ? [invalid(field, shown, characters)] : NO_ERRORS,
    ...searches.map((search, i) => {
      const name = search.replace(/\.$/, '');
      return search === '.'
        ? NO_ERRORS
        : invalidEach(`${field}[${i}]`, name, dns1123SubdomainWithUnderscore(name));
    }),
  );
}

function validateConfig(config: PodDNSConfig, field: string): readonly FieldError[] {
  const { nameservers = [], searches = [], options = [] } = config;
  const path = `${field}.nameservers`;
  return collect(
    nameservers.length > NAMESERVERS_MAX
      ? [invalid(path, goStringList(nameservers), `must not have more than ${NAMESERVERS_MAX} nameservers`)]
      : NO_ERRORS,
    ...nameservers.map((server, i) => validateIp(server, `${path}[${i}]`)),
    validateSearches(searches, `${field}.searches`),
    ...options.map(({ name = '' }, i) =>
      name === '' ? [required(`${field}.options[${i}]`, 'must not be empty')] : NO_ERRORS,
    ),
  );
}

export function validateDnsConfig(spec: PodSpec, field: string): readonly FieldError[] {
  const { dnsPolicy, dnsConfig } = spec;
  if (dnsPolicy === 'None' && dnsConfig === undefined) {
    return [required(field, 'must provide `dnsConfig` when `dnsPolicy` is None')];
  }
  if (dnsPolicy === 'None' && (dnsConfig?.nameservers ?? []).length === 0) {
    return [
      required(`${field}.nameservers`, 'must provide at least one DNS nameserver when `dnsPolicy` is None'),
    ];
  }
  return dnsConfig === undefined ? NO_ERRORS : validateConfig(dnsConfig, field);
}

export function validateHostAliases(
  aliases: readonly HostAlias[] | undefined,
  field: string,
): readonly FieldError[] {
  if (aliases === undefined) return NO_ERRORS;
  return collect(
    ...aliases.map(({ ip = '', hostnames = [] }, i) =>
      collect(
        validateIp(ip, `${field}[${i}].ip`),
        ...hostnames.map((name, j) =>
          invalidEach(`${field}[${i}].hostnames[${j}]`, name, dns1123Subdomain(name)),
        ),
      ),
    ),
  );
}
