/** `curl` and `wget`: to ports that `kubectl port-forward` holds; the cluster's own network is out of reach, as in reality. */
import type { Builtin, Machine } from '../run/machine';
import { errorsOf, outOf, type Process } from '../run/process';
import { openForWriting } from '../run/redirect';
import { abortable } from '../streams';

interface Url {
  readonly scheme: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

interface Answer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

function parseUrl(text: string): Url | null {
  const found = /^(?:(https?):\/\/)?(?:[^/@]*@)?([A-Za-z0-9._-]+)(?::(\d+))?(\/[^#]*|\?[^#]*)?/.exec(text);
  if (!found) return null;
  const scheme = found[1] ?? 'http';
  const path = found[4] ?? '/';
  return {
    scheme,
    host: found[2] ?? '',
    port: Number(found[3] ?? (scheme === 'https' ? 443 : 80)),
    path: path.startsWith('/') ? path : `/${path}`,
  };
}

const isLocal = (host: string): boolean => /^(?:localhost|127\.\d+\.\d+\.\d+|0\.0\.0\.0)$/.test(host);
const isClusterAddress = (host: string): boolean =>
  /^(?:10|172|192\.168)\./.test(host) || /\.svc(?:\.|$)/.test(host);

/** Why nobody answers, in words that help: curl's own come first. */
function outside(host: string): string {
  return isClusterAddress(host)
    ? `${host} is inside the cluster's network, and this shell is outside it: use "kubectl port-forward", or ask from a pod with "kubectl exec".\n`
    : '';
}

const CODES = { resolve: 6, connect: 7, http: 22, empty: 52 };

type Failure = { readonly code: number; readonly text: string };

interface Ask {
  readonly url: Url;
  readonly method: string;
  readonly headers: readonly string[];
  readonly body: string;
}

async function ask(request: Ask, process: Process, machine: Machine): Promise<Answer | Failure> {
  const { url } = request;
  if (!isLocal(url.host)) {
    if (/^\d+\.\d+\.\d+\.\d+$/.test(url.host)) {
      const text = `Failed to connect to ${url.host} port ${url.port} after 0 ms: Couldn't connect to server`;
      return { code: CODES.connect, text };
    }
    return { code: CODES.resolve, text: `Could not resolve host: ${url.host}` };
  }
  const caller = url.scheme === 'https' ? null : machine.ports.connect(url.port);
  if (caller === null) {
    const text = `Failed to connect to ${url.host} port ${url.port} after 0 ms: Couldn't connect to server`;
    return { code: CODES.connect, text };
  }
  const host = url.port === 80 ? url.host : `${url.host}:${url.port}`;
  const lines = [
    `${request.method} ${url.path} HTTP/1.1`,
    `Host: ${host}`,
    'User-Agent: curl/8.5.0',
    'Accept: */*',
  ];
  if (request.body !== '') lines.push(`Content-Length: ${new TextEncoder().encode(request.body).length}`);
  lines.push(...request.headers, '', request.body);
  caller.send(new TextEncoder().encode(lines.join('\r\n')));
  try {
    const answer = await abortable(readAnswer(caller.answer, request.method === 'HEAD'), process.signal);
    return answer ?? { code: CODES.empty, text: 'Empty reply from server' };
  } finally {
    caller.close();
  }
}

async function readAnswer(pieces: AsyncIterable<Uint8Array>, isHeadOnly: boolean): Promise<Answer | null> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const piece of pieces) {
    text += decoder.decode(piece, { stream: true });
    const whole = wholeAnswer(text, isHeadOnly);
    if (whole !== null) return whole;
  }
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return null;
  return { status: statusOf(text), head: text.slice(0, end + 4), body: text.slice(end + 4) };
}

const statusOf = (text: string): number => Number(/^HTTP\/[\d.]+ (\d+)/.exec(text)?.[1] ?? 0);

/** The answer once it is all there; null before, or when only the end of the connection tells. */
function wholeAnswer(text: string, isHeadOnly: boolean): Answer | null {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const head = text.slice(0, end + 4);
  const body = text.slice(end + 4);
  const status = statusOf(text);
  if (isHeadOnly || status === 204 || status === 304) return { status, head, body: '' };
  const length = /^content-length: *(\d+)/im.exec(head)?.[1];
  if (length === undefined) return null;
  const bytes = new TextEncoder().encode(body);
  return bytes.length < Number(length) ? null : { status, head, body };
}

const isFailure = (answer: Answer | Failure): answer is Failure => 'code' in answer;

/** `curl [-s] [-S] [-i] [-I] [-f] [-L] [-v] [-X M] [-H H] [-d D] [-o F] [-w FORMAT] URL`. */
export const curl: Builtin = async (args, process, machine) => {
  const values: Record<string, string[]> = {};
  const flags = new Set<string>();
  const urls: string[] = [];
  const letters: Readonly<Record<string, string>> = {
    '--silent': 's',
    '--show-error': 'S',
    '--include': 'i',
    '--head': 'I',
    '--fail': 'f',
    '--location': 'L',
    '--verbose': 'v',
    '--request': 'X',
    '--header': 'H',
    '--data': 'd',
    '--data-raw': 'd',
    '--output': 'o',
    '--write-out': 'w',
    '--max-time': 'm',
    '--connect-timeout': 'm',
    '--insecure': 'k',
  };
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    const cluster = arg.startsWith('--') ? (letters[arg] ?? '?') : arg.slice(1);
    if (!arg.startsWith('-') || arg === '-') urls.push(arg);
    else {
      for (let index = 0; index < cluster.length; index += 1) {
        const letter = cluster[index] ?? '';
        if (!'XHdowmAu'.includes(letter)) {
          flags.add(letter);
          continue;
        }
        const attached = cluster.slice(index + 1);
        if (attached === '') at += 1;
        (values[letter] ??= []).push(attached === '' ? (args[at] ?? '') : attached);
        break;
      }
    }
  }
  const say = (text: string): void => {
    if (!flags.has('s') || flags.has('S')) errorsOf(process).write(text);
  };
  const [address] = urls;
  if (address === undefined) {
    errorsOf(process).write("curl: try 'curl --help' for more information\n");
    return 2;
  }
  const url = parseUrl(address);
  if (url === null) {
    say('curl: (3) URL rejected: Malformed input to a URL function\n');
    return 3;
  }
  const body = (values['d'] ?? []).join('&');
  const method = values['X']?.at(-1) ?? (flags.has('I') ? 'HEAD' : body === '' ? 'GET' : 'POST');
  const answer = await ask({ url, method, headers: values['H'] ?? [], body }, process, machine);
  if (isFailure(answer)) {
    say(`curl: (${answer.code}) ${answer.text}\n`);
    if (!flags.has('s')) errorsOf(process).write(outside(url.host));
    if (values['w']) outOf(process).write(writeOut(values['w'].join(''), 0));
    return answer.code;
  }
  if (flags.has('f') && answer.status >= 400) {
    say(`curl: (22) The requested URL returned error: ${answer.status}\n`);
    return CODES.http;
  }
  const file = values['o']?.at(-1);
  const out =
    file === undefined || file === '-' ? outOf(process) : openForWriting(file, false, process, machine);
  out.write((flags.has('i') || flags.has('I') ? answer.head : '') + answer.body);
  if (values['w']) outOf(process).write(writeOut(values['w'].join(''), answer.status));
  return 0;
};

const writeOut = (format: string, status: number): string =>
  format
    .replaceAll('%{http_code}', String(status).padStart(3, '0'))
    .replaceAll('\\n', '\n')
    .replaceAll('\\t', '\t');

/** `wget [-q] [-S] [-O FILE] [-T N] URL`. */
export const wget: Builtin = async (args, process, machine) => {
  let name: string | null = null;
  let isQuiet = false;
  let address = '';
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? '';
    if (/^-\w*O/.test(arg)) {
      isQuiet ||= /^-\w*q/.test(arg);
      const attached = arg.slice(arg.indexOf('O') + 1);
      name = attached === '' ? (args[(at += 1)] ?? '') : attached;
    } else if (arg === '-q' || arg === '--quiet') isQuiet = true;
    else if (/^-[Tt]$/.test(arg)) at += 1;
    else if (!arg.startsWith('-')) address = arg;
  }
  const url = parseUrl(address);
  if (address === '' || url === null) {
    errorsOf(process).write('wget: missing URL\nUsage: wget [OPTION]... [URL]...\n');
    return 1;
  }
  const say = (text: string): void => {
    if (!isQuiet) errorsOf(process).write(text);
  };
  const answer = await ask({ url, method: 'GET', headers: [], body: '' }, process, machine);
  if (isFailure(answer)) {
    say(
      answer.code === CODES.resolve
        ? `wget: unable to resolve host address '${url.host}'\n`
        : `Connecting to ${url.host}:${url.port}... failed: Connection refused.\n`,
    );
    say(outside(url.host));
    return 4;
  }
  if (answer.status >= 400) {
    say(`ERROR ${answer.status}\n`);
    return 8;
  }
  const file = name ?? (url.path.replace(/\?.*$/, '').split('/').at(-1) || 'index.html');
  if (file === '-') outOf(process).write(answer.body);
  else {
    openForWriting(file, false, process, machine).write(answer.body);
    say(`'${file}' saved [${answer.body.length}]\n`);
  }
  return 0;
};
