/** Which ports to forward. Models kubectl/pkg/cmd/portforward and client-go/tools/portforward (parsePorts). */
import { KubectlError } from '../errors';
import type { Fields } from '../fields';

export interface ForwardedPort {
  /** 0 takes a free one. */
  readonly local: number;
  readonly remote: number;
}

/** `8080:http` of a Service or a pod in numbers of the pod. Throws a `KubectlError`. */
export function forwardedPorts(
  words: readonly string[],
  object: Fields,
  pod: Fields,
): readonly ForwardedPort[] {
  const isService = object.text('kind') === 'Service';
  checkUdp(words, isService ? object : pod, isService);
  const texts = isService
    ? words.map((word) => translateServicePort(word, object, pod))
    : words.map((word) => translatePodPort(word, pod));
  return texts.map(parsePort);
}

/** `8080:80` is both; `80` is the same on both sides. */
function split(word: string): readonly [string, string] {
  const parts = word.split(':');
  const [first = '', second = ''] = parts;
  return parts.length === 2 ? [first, second] : [first, first];
}

function isNumber(text: string): boolean {
  return /^[+-]?\d+$/.test(text);
}

function join(local: string, remote: string): string {
  return local === remote ? remote : `${local}:${remote}`;
}

function translateServicePort(word: string, service: Fields, pod: Fields): string {
  const [local, remote] = split(word);
  const port = isNumber(remote) ? Number(remote) : servicePortByName(service, remote);
  const target = String(targetOf(service, pod, port));
  return join(!isNumber(remote) && local === remote ? String(port) : local, target);
}

function translatePodPort(word: string, pod: Fields): string {
  const [local, remote] = split(word);
  if (remote === '') throw new KubectlError('remote port cannot be empty');
  const port = isNumber(remote) ? remote : String(containerPortByName(pod, remote));
  return local === remote ? port : `${local}:${port}`;
}

function servicePortByName(service: Fields, name: string): number {
  const port = service.list('spec.ports').find((candidate) => candidate.text('name') === name);
  if (port !== undefined) return port.number('port');
  throw new KubectlError(`Service '${service.name}' does not have a named port '${name}'`);
}

function targetOf(service: Fields, pod: Fields, number: number): number {
  const port = service.list('spec.ports').find((candidate) => candidate.number('port') === number);
  if (port === undefined) {
    throw new KubectlError(`Service ${service.name} does not have a service port ${number}`);
  }
  if (service.text('spec.clusterIP') === 'None') return number;
  const target = port.at('targetPort').value;
  if (typeof target === 'string') return containerPortByName(pod, target);
  return typeof target === 'number' && target !== 0 ? target : number;
}

function containerPortByName(pod: Fields, name: string): number {
  for (const path of ['spec.containers', 'spec.initContainers']) {
    for (const container of pod.list(path)) {
      const port = container.list('ports').find((candidate) => candidate.text('name') === name);
      if (port !== undefined) return port.number('containerPort');
    }
  }
  throw new KubectlError(`Pod '${pod.name}' does not have a named port '${name}'`);
}

/** Only TCP can be forwarded. */
function checkUdp(words: readonly string[], object: Fields, isService: boolean): void {
  const ports = isService
    ? object.list('spec.ports')
    : object.list('spec.containers').flatMap((container) => container.list('ports'));
  const field = isService ? 'port' : 'containerPort';
  const numbers = (protocol: string) =>
    ports.filter((port) => port.text('protocol') === protocol).map((port) => port.number(field));
  const [udp, tcp] = [numbers('UDP'), numbers('TCP')];
  for (const word of words) {
    const [, remote] = split(word);
    const number = isNumber(remote)
      ? Number(remote)
      : isService
        ? servicePortByName(object, remote)
        : containerPortByName(object, remote);
    if (udp.includes(number) && !tcp.includes(number)) {
      throw new KubectlError(`UDP protocol is not supported for ${remote}`);
    }
  }
}

function parsePort(text: string): ForwardedPort {
  const parts = text.split(':');
  const [first = '', second = first] = parts;
  if (parts.length > 2) throw new KubectlError(`invalid port format '${text}'`);
  const local = parseNumber(parts.length === 2 && first === '' ? '0' : first, 'local');
  const remote = parseNumber(second, 'remote');
  if (remote === 0) throw new KubectlError('remote port must be > 0');
  return { local, remote };
}

function parseNumber(text: string, side: 'local' | 'remote'): number {
  const fail = (why: string) =>
    new KubectlError(`error parsing ${side} port '${text}': strconv.ParseUint: parsing "${text}": ${why}`);
  if (!/^\d+$/.test(text)) throw fail('invalid syntax');
  if (Number(text) > 65_535) throw fail('value out of range');
  return Number(text);
}
