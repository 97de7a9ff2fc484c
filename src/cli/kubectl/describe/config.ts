/** Models kubectl/pkg/describe (ConfigMapDescriber, describeSecret, describeServiceAccount, describePriorityClass). */
import { base64ByteLength, decodeBase64 } from '../../../engine/api/base64';
import { type Fields, sortedKeys } from '../fields';
import { writeEvents } from './events';
import { labelsText, writeAnnotations, writeLabels } from './labels';
import type { Surroundings } from './workloads';
import { type DescribeWriter, described } from './writer';

function writeHead(w: DescribeWriter, object: Fields): void {
  w.row(0, 'Name', object.name);
  w.row(0, 'Namespace', object.namespace);
  writeLabels(w, 'Labels', object.labels);
  writeAnnotations(w, 'Annotations', object.annotations);
}

/** Keys come sorted: upstream prints them in a random order. */
export function describeConfigMap(map: Fields, { events, now }: Surroundings): string {
  return described((w) => {
    writeHead(w, map);
    w.line(0, '\nData\n====');
    const data = map.map('data');
    for (const key of sortedKeys(data)) {
      w.line(0, `${key}:\n----`);
      w.line(0, String(data[key]));
      w.line(0, '');
    }
    w.line(0, '\nBinaryData\n====');
    const binary = map.map('binaryData');
    for (const key of sortedKeys(binary)) w.line(0, `${key}: ${base64ByteLength(String(binary[key]))} bytes`);
    w.line(0, '');
    writeEvents(w, events, now);
  });
}

/** Values are not shown, but for a ServiceAccount's token. Keys come sorted: upstream prints them in a random order. */
export function describeSecret(secret: Fields): string {
  return described((w) => {
    writeHead(w, secret);
    const type = secret.text('type');
    w.line(0, `\nType:\t${type}`);
    w.line(0, '\nData\n====');
    const data = secret.map('data');
    for (const key of sortedKeys(data)) {
      const isToken = key === 'token' && type === 'kubernetes.io/service-account-token';
      const value = String(data[key]);
      w.row(0, key, isToken ? decodeBase64(value) : `${base64ByteLength(value)} bytes`);
    }
  });
}

/** `secrets`: those of the namespace, or null when they cannot be had. */
export function describeServiceAccount(
  account: Fields,
  secrets: readonly Fields[] | null,
  { events, now }: Surroundings,
): string {
  const existing = new Set(secrets?.map((secret) => secret.name));
  const names = (path: string) => account.list(path).map((reference) => reference.text('name'));
  const tokens = (secrets ?? []).filter(
    (secret) =>
      secret.text('type') === 'kubernetes.io/service-account-token' &&
      secret.annotations['kubernetes.io/service-account.name'] === account.name &&
      secret.annotations['kubernetes.io/service-account.uid'] === account.uid,
  );
  return described((w) => {
    writeHead(w, account);
    for (const [header, list] of [
      ['Image pull secrets:', names('imagePullSecrets')],
      ['Mountable secrets: ', names('secrets')],
      ['Tokens:            ', tokens.map((secret) => secret.name)],
    ] as const) {
      if (list.length === 0) w.line(0, `${header}\t<none>`);
      for (const [index, name] of list.entries()) {
        const isMissing = secrets !== null && !existing.has(name);
        w.line(0, `${index === 0 ? header : ' '.repeat(19)}\t${name}${isMissing ? ' (not found)' : ''}`);
      }
    }
    writeEvents(w, events, now);
  });
}

export function describePriorityClass(priorityClass: Fields, { events, now }: Surroundings): string {
  return described((w) => {
    w.row(0, 'Name', priorityClass.name);
    w.row(0, 'Value', priorityClass.number('value'));
    w.row(0, 'GlobalDefault', priorityClass.bool('globalDefault'));
    w.row(0, 'PreemptionPolicy', priorityClass.text('preemptionPolicy'));
    w.row(0, 'Description', priorityClass.text('description'));
    w.row(0, 'Annotations', labelsText(priorityClass.annotations));
    writeEvents(w, events, now);
  });
}
