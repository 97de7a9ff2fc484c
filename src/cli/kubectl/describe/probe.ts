/** Probes in one line. Models kubectl/pkg/describe (DescribeProbe). */
import type { Fields } from '../fields';
import { goList } from './writer';

/** `http-get http://:80/ delay=0s timeout=1s period=10s #success=1 #failure=3`. */
export function probeText(probe: Fields): string {
  return `${handlerText(probe)} ${[
    `delay=${probe.number('initialDelaySeconds')}s`,
    `timeout=${probe.number('timeoutSeconds')}s`,
    `period=${probe.number('periodSeconds')}s`,
    `#success=${probe.number('successThreshold')}`,
    `#failure=${probe.number('failureThreshold')}`,
  ].join(' ')}`;
}

function handlerText(probe: Fields): string {
  if (probe.has('exec')) return `exec ${goList(probe.texts('exec.command'))}`;
  if (probe.has('httpGet')) return `http-get ${urlText(probe.at('httpGet'))}`;
  if (probe.has('tcpSocket')) {
    return `tcp-socket ${probe.text('tcpSocket.host')}:${probe.text('tcpSocket.port')}`;
  }
  if (probe.has('grpc')) return `grpc <pod>:${probe.number('grpc.port')} ${probe.text('grpc.service')}`;
  return 'unknown';
}

function urlText(get: Fields): string {
  const [host, port, path] = [get.text('host'), get.text('port'), get.text('path')];
  const authority = port === '' ? host : `${host.includes(':') ? `[${host}]` : host}:${port}`;
  const separator = path !== '' && !path.startsWith('/') && authority !== '' ? '/' : '';
  return `${get.text('scheme').toLowerCase()}://${authority}${separator}${escapePath(path)}`;
}

/** As Go's net/url escapes a path, which escapes more than `encodeURI`. */
function escapePath(path: string): string {
  return encodeURI(path).replace(/[?#!*'()]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
