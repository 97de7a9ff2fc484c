/** IP addresses and ranges as texts. Models apimachinery/pkg/util/validation/ip.go and netutils.ParseIPSloppy. */
import { type FieldError, invalid, NO_ERRORS } from './field-error';

/** The address as a number below 2^32, or null. Leading zeros are ignored, as Kubernetes has always done. */
function parseIpv4(text: string): number | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  let address = 0;
  for (const part of parts) {
    if (!/^\d{1,20}$/.test(part) || Number(part) > 255) return null;
    address = address * 256 + Number(part);
  }
  return address;
}

/** Eight groups of 16 bits, or null. */
function parseIpv6(text: string): readonly number[] | null {
  const halves = text.split('::');
  if (halves.length > 2 || !text.includes(':')) return null;
  const [head, tail] = halves.map(groupsOf);
  if (head === undefined || head === null || tail === null) return null;
  if (tail === undefined) return head.length === 8 ? head : null;
  const gap = 8 - head.length - tail.length;
  return gap < 1 ? null : [...head, ...new Array<number>(gap).fill(0), ...tail];
}

function groupsOf(text: string): readonly number[] | null {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    const ipv4 = i === parts.length - 1 && part.includes('.') ? parseIpv4(part) : null;
    if (ipv4 !== null) groups.push(Math.floor(ipv4 / 0x10000), ipv4 % 0x10000);
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(Number.parseInt(part, 16));
    else return null;
  }
  return groups;
}

export function isIpv4(text: string): boolean {
  return parseIpv4(text) !== null;
}

export function isIpv6(text: string): boolean {
  return parseIpv6(text) !== null;
}

export function validateIp(text: string, field: string): readonly FieldError[] {
  if (isIpv4(text) || isIpv6(text)) return NO_ERRORS;
  return [invalid(field, text, 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)')];
}

export function validateCidr(text: string, field: string): readonly FieldError[] {
  const [address = '', bits = '', ...rest] = text.split('/');
  const bitsMax = isIpv4(address) ? 32 : isIpv6(address) ? 128 : -1;
  if (rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= bitsMax) return NO_ERRORS;
  return [invalid(field, text, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)')];
}

/** What an address is reserved for, in the words of the error, or null. */
function reservedFor(text: string): string | null {
  const v4 = parseIpv4(text);
  const v6 = parseIpv6(text);
  const [first = 0] = v6 ?? [];
  const leading = v6 === null ? -1 : v6.slice(0, 7).reduce((sum, group) => sum + group, 0);
  const last = v6?.[7] ?? 0;
  if (v4 === 0 || (leading === 0 && last === 0)) return `may not be unspecified (${text})`;
  if ((v4 !== null && v4 >>> 24 === 127) || (leading === 0 && last === 1)) {
    return 'may not be in the loopback range (127.0.0.0/8, ::1/128)';
  }
  if ((v4 !== null && v4 >>> 16 === 0xa9fe) || (v6 !== null && (first & 0xffc0) === 0xfe80)) {
    return 'may not be in the link-local range (169.254.0.0/16, fe80::/10)';
  }
  if ((v4 !== null && v4 >>> 8 === 0xe00000) || (v6 !== null && (first & 0xff0f) === 0xff02)) {
    return 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)';
  }
  return null;
}

/** An address to which packets can be sent. Models ValidateNonSpecialIP. */
export function validateNonSpecialIp(text: string, field: string): readonly FieldError[] {
  if (!isIpv4(text) && !isIpv6(text)) return [invalid(field, text, 'must be a valid IP address')];
  const words = reservedFor(text);
  return words === null ? NO_ERRORS : [invalid(field, text, words)];
}
