import { expect, it } from 'vitest';
import { isIpv4, isIpv6, validateCidr, validateNonSpecialIp } from './ip';

it.each([
  ['10.96.0.1', true, false],
  ['010.096.0.1', true, false],
  ['256.0.0.1', false, false],
  ['1.2.3', false, false],
  ['1.2.3.4.5', false, false],
  ['::', false, true],
  ['::1', false, true],
  ['fe80::1:2', false, true],
  ['1:2:3:4:5:6:7:8', false, true],
  ['::ffff:10.0.0.1', false, true],
  ['1:2:3:4:5:6:7', false, false],
  ['1::2::3', false, false],
  ['1:2:3:4:5:6:7:8::', false, false],
  ['12345::', false, false],
  ['', false, false],
  ['web', false, false],
])('%j is IPv4: %s, IPv6: %s', (text, four, six) => {
  expect([isIpv4(text), isIpv6(text)]).toEqual([four, six]);
});

it.each([
  ['10.0.0.0/8', true],
  ['10.0.0.0/33', false],
  ['fd00::/48', true],
  ['fd00::/129', false],
  ['10.0.0.0', false],
  ['10.0.0.0/8/8', false],
])('%j is a range: %s', (text, isRange) => {
  expect(validateCidr(text, 'x')).toHaveLength(isRange ? 0 : 1);
});

it.each([
  ['0.0.0.0', 'may not be unspecified (0.0.0.0)'],
  ['::', 'may not be unspecified (::)'],
  ['127.8.8.8', 'may not be in the loopback range (127.0.0.0/8, ::1/128)'],
  ['::1', 'may not be in the loopback range (127.0.0.0/8, ::1/128)'],
  ['169.254.169.254', 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'],
  ['fe80::5', 'may not be in the link-local range (169.254.0.0/16, fe80::/10)'],
  ['224.0.0.5', 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)'],
  ['x', 'must be a valid IP address'],
])('packets cannot be sent to %s', (text, words) => {
  expect(validateNonSpecialIp(text, 'x')[0]?.detail).toBe(`Invalid value: "${text}": ${words}`);
});

it('packets can be sent to the rest', () => {
  expect(['10.244.1.2', '172.18.0.2', '2001:db8::1'].flatMap((ip) => validateNonSpecialIp(ip, 'x'))).toEqual(
    [],
  );
});
