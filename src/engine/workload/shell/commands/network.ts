/** Clients and small servers of the network, in the words of busybox and curl. */
import { resolvePath } from '../../files';
import type { HttpReply, Server } from '../../server';
import type { Call, Command, Outcome } from '../host';
import type { Answer, Ask, Wait } from '../process';
import { httpReason } from '../http-reason';
import { optionsOf } from './input';

/** A TCP connection that nobody answers is given up after the retries of its first packet. */
const CONNECT_MS = 127_000;

interface Url {
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

function urlOf(text: string): Url {
  const parts = /^(?:(https?):\/\/)?(?:[^@/]*@)?([^:/]+)(?::(\d+))?(\/.*)?$/.exec(text);
  const port = parts?.[3] ?? (parts?.[1] === 'https' ? '443' : '80');
  return { host: parts?.[2] ?? '', port: Number(port), path: parts?.[4] ?? '/' };
}

function isAddress(host: string): boolean {
  return /^(\d+\.){3}\d+$/.test(host) || host === 'localhost';
}

/** Asks; finishes at once when the answer is known at once. */
function ask(call: Call, request: Ask, finish: (call: Call, answer: Answer) => number): Outcome {
  const answer = call.host.ask(request);
  if (answer !== null) return finish(call, answer);
  const wait: Wait = { kind: 'ask', ask: request, command: [call.name, ...call.args] };
  return wait;
}

/** Of `wget`, in `name value` and `--name=value` alike. */
const WGET_VALUED = 'OTtUP';

function wgetAsk(call: Call): Ask {
  const { values, words } = optionsOf(call.args, WGET_VALUED);
  const seconds = Number(values['T'] ?? values['timeout'] ?? NaN);
  const timeoutMs = Number.isNaN(seconds) ? CONNECT_MS : Math.ceil(seconds * 1000);
  return { kind: 'http', method: 'GET', ...urlOf(words.at(-1) ?? ''), timeoutMs };
}

function wget(call: Call): Outcome {
  const { words } = optionsOf(call.args, WGET_VALUED);
  if (words.length === 0) {
    call.err('wget: missing URL\n');
    return 1;
  }
  return ask(call, wgetAsk(call), wgetDone);
}

function wgetFailure(answer: Extract<Answer, { kind: 'failed' }>, url: Url, timed: boolean): string {
  switch (answer.why) {
    case 'refused':
      return `can't connect to remote host (${answer.ip}): Connection refused`;
    case 'timeout':
      return timed ? 'download timed out' : `can't connect to remote host (${answer.ip}): Connection timed out`;
    default:
      return `bad address '${url.host}${url.port === 80 ? '' : `:${url.port}`}'`;
  }
}

function wgetDone(call: Call, answer: Answer): number {
  const { flags, values, words } = optionsOf(call.args, WGET_VALUED);
  const url = urlOf(words.at(-1) ?? '');
  const quiet = flags.has('q');
  if (!quiet && 'ip' in answer && answer.ip !== '') call.err(`Connecting to ${url.host}:${url.port} (${answer.ip}:${url.port})\n`);
  if (answer.kind === 'failed') {
    call.err(`wget: ${wgetFailure(answer, url, values['T'] !== undefined || values['timeout'] !== undefined)}\n`);
    return 1;
  }
  if (answer.kind !== 'http') return 1;
  if (answer.code >= 400) {
    call.err(`wget: server returned error: HTTP/1.1 ${answer.code} ${httpReason(answer.code)}\n`);
    return 1;
  }
  if (flags.has('spider')) return 0;
  const target = values['O'] ?? (/[^/]*$/.exec(url.path)?.[0] || 'index.html');
  return deliver(call, target, answer.body, quiet);
}

/** Writes what was fetched to a file, or to the output for `-`. */
function deliver(call: Call, target: string, body: string, quiet: boolean): number {
  const label = target === '-' ? 'stdout' : `'${target}'`;
  if (target === '-' || target === '/dev/stdout') {
    call.out(body);
  } else if (target !== '/dev/null') {
    const problem = call.host.files.write(resolvePath(call.process.cwd, target), { text: body, mode: 0o644 });
    if (problem !== '') {
      call.err(`${call.name}: can't open '${target}': ${problem}\n`);
      return 1;
    }
  }
  if (!quiet) call.err(target === '-' ? `written to ${label}\n` : `${label} saved\n`);
  return 0;
}

const CURL_VALUED = 'omXHdwuAbe';
const CURL_LONG_VALUED: ReadonlySet<string> = new Set([
  '--connect-timeout',
  '--max-time',
  '--output',
  '--request',
  '--header',
  '--data',
  '--write-out',
  '--retry',
  '--user',
]);
const CURL_SHORT: Readonly<Record<string, string>> = {
  '--max-time': '-m',
  '--connect-timeout': '-m',
  '--output': '-o',
  '--request': '-X',
  '--header': '-H',
  '--data': '-d',
  '--write-out': '-w',
  '--silent': '-s',
  '--show-error': '-S',
  '--fail': '-f',
  '--head': '-I',
  '--verbose': '-v',
};

/** curl's options may stand anywhere: short ones first, then the address. */
function curlOptions(args: readonly string[]): ReturnType<typeof optionsOf> {
  const options: string[] = [];
  const words: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    if (!arg.startsWith('-')) {
      words.push(arg);
      continue;
    }
    const [name = '', ...inline] = arg.startsWith('--') ? arg.split('=') : [arg];
    const short = CURL_SHORT[name] ?? (name.startsWith('--') ? '' : name);
    const valued = CURL_LONG_VALUED.has(name) || (/^-[a-zA-Z]+$/.test(short) && CURL_VALUED.includes(short.at(-1) ?? ''));
    if (short !== '') options.push(short);
    if (!valued) continue;
    const value = inline.length > 0 ? inline.join('=') : (args[++i] ?? '');
    if (short !== '') options.push(value);
  }
  return optionsOf([...options, '--', ...words], CURL_VALUED);
}

function curlAsk(args: readonly string[]): Ask {
  const { flags, values, words } = curlOptions(args);
  const seconds = Number(values['m'] ?? NaN);
  const timeoutMs = Number.isNaN(seconds) ? CONNECT_MS : Math.ceil(seconds * 1000);
  const method = values['X'] ?? (flags.has('I') ? 'HEAD' : values['d'] === undefined ? 'GET' : 'POST');
  return { kind: 'http', method, ...urlOf(words[0] ?? ''), timeoutMs };
}

function curl(call: Call): Outcome {
  if (curlOptions(call.args).words.length === 0) {
    call.err("curl: try 'curl --help' or 'curl --manual' for more information\n");
    return 2;
  }
  return ask(call, curlAsk(call.args), curlDone);
}

function curlFailure(answer: Extract<Answer, { kind: 'failed' }>, request: Ask): readonly [number, string] {
  if (request.kind !== 'http') return [1, ''];
  const { host, port, timeoutMs } = request;
  switch (answer.why) {
    case 'refused':
      return [7, `Failed to connect to ${host} port ${port} after 1 ms: Couldn't connect to server`];
    case 'timeout':
      return timeoutMs === CONNECT_MS
        ? [28, `Failed to connect to ${host} port ${port} after ${CONNECT_MS} ms: Couldn't connect to server`]
        : [28, `Connection timed out after ${timeoutMs} milliseconds`];
    case 'unknown-host':
    case 'no-dns':
      return [6, `Could not resolve host: ${host}`];
  }
}

function curlDone(call: Call, answer: Answer): number {
  const { flags, values } = curlOptions(call.args);
  const silent = flags.has('s') && !flags.has('S');
  const say = (code: number, text: string): number => {
    if (!silent) call.err(`curl: (${code}) ${text}\n`);
    return code;
  };
  let code = 0;
  let status = 0;
  if (answer.kind === 'failed') {
    code = say(...curlFailure(answer, curlAsk(call.args)));
  } else if (answer.kind === 'http') {
    status = answer.code;
    if (flags.has('f') && status >= 400) code = say(22, `The requested URL returned error: ${status}`);
    else code = curlBody(call, answer, flags, values);
  }
  const format = values['w'];
  if (format !== undefined) {
    const number = String(status).padStart(3, '0');
    call.out(format.replaceAll('%{http_code}', number).replaceAll('%{response_code}', number).replaceAll('\\n', '\n'));
  }
  return code;
}

function curlBody(
  call: Call,
  answer: Extract<Answer, { kind: 'http' }>,
  flags: ReadonlySet<string>,
  values: Readonly<Record<string, string>>,
): number {
  const head = `HTTP/1.1 ${answer.code} ${httpReason(answer.code)}\r\nContent-Length: ${answer.body.length}\r\n\r\n`;
  if (flags.has('v')) call.err(`< ${head.trim().replaceAll('\r\n', '\n< ')}\n`);
  const text = flags.has('I') ? head : flags.has('i') ? head + answer.body : answer.body;
  return deliver(call, values['o'] ?? '-', text, true);
}

function nslookup(call: Call): Outcome {
  const [name = ''] = call.args.filter((word) => !word.startsWith('-'));
  return ask(call, { kind: 'dns', name }, nslookupDone);
}

function nslookupDone(call: Call, answer: Answer): number {
  if (answer.kind !== 'dns') {
    call.err(';; connection timed out; no servers could be reached\n');
    return 1;
  }
  call.out(`Server:\t\t${answer.server}\nAddress:\t${answer.server}:53\n\n`);
  if (answer.addresses.length === 0 && answer.cname === '') {
    call.out(`** server can't find ${answer.name}: NXDOMAIN\n\n`);
    return 1;
  }
  if (answer.cname !== '') call.out(`${answer.name}\tcanonical name = ${answer.cname}\n`);
  for (const address of answer.addresses) call.out(`Name:\t${answer.cname || answer.name}\nAddress: ${address}\n`);
  call.out('\n');
  return 0;
}

/** `nc -z host port`, `nc -l -p port`. */
function nc(call: Call): Outcome {
  const { flags, values, words } = optionsOf(call.args, 'wp');
  if (flags.has('l')) {
    const port = Number(values['p'] ?? words.at(-1) ?? 0);
    const [, body] = /\r?\n\r?\n([\s\S]*)$/.exec(call.takeInput().text) ?? [];
    return serve(call, port, '', body === undefined ? null : { code: 200, body });
  }
  return ask(call, ncAsk(call), ncDone);
}

function ncAsk(call: Call): Ask {
  const { values, words } = optionsOf(call.args, 'wp');
  const timeoutMs = values['w'] === undefined ? CONNECT_MS : Number(values['w']) * 1000 || CONNECT_MS;
  return { kind: 'tcp', host: words[0] ?? '', port: Number(words[1] ?? 0), timeoutMs };
}

function ncDone(call: Call, answer: Answer): number {
  const { flags, words } = optionsOf(call.args, 'wp');
  const [host = '', port = ''] = words;
  if (answer.kind === 'open') {
    if (flags.has('v')) call.err(`${host} (${answer.ip}:${port}) open\n`);
    return 0;
  }
  if (answer.kind !== 'failed') return 1;
  const why = answer.why === 'refused' ? 'Connection refused' : 'Connection timed out';
  if (answer.why === 'unknown-host' || answer.why === 'no-dns') call.err(`nc: bad address '${host}'\n`);
  else if (flags.has('v') || !flags.has('z')) call.err(`nc: ${host} (${answer.ip}:${port}): ${why}\n`);
  return 1;
}

const PING_MS = 10_000;

function ping(call: Call): Outcome {
  const { words } = optionsOf(call.args, 'cwWis');
  return ask(call, { kind: 'tcp', host: words[0] ?? '', port: 0, timeoutMs: PING_MS }, pingDone);
}

function pingDone(call: Call, answer: Answer): number {
  const { words } = optionsOf(call.args, 'cwWis');
  const [host = ''] = words;
  if (answer.kind === 'failed' && (answer.why === 'unknown-host' || answer.why === 'no-dns')) {
    call.err(`ping: bad address '${host}'\n`);
    return 1;
  }
  const ip = 'ip' in answer ? answer.ip : host;
  const received = answer.kind === 'open' ? 1 : 0;
  call.out(`PING ${host} (${ip}): 56 data bytes\n`);
  if (received === 1) call.out(`64 bytes from ${ip}: seq=0 ttl=63 time=0.120 ms\n`);
  call.out(`\n--- ${host} ping statistics ---\n`);
  call.out(`1 packets transmitted, ${received} packets received, ${received === 1 ? 0 : 100}% packet loss\n`);
  return received === 1 ? 0 : 1;
}

/** Starts a server in this container. */
function serve(call: Call, port: number, root: string, reply: HttpReply | null, daemon = false): Outcome {
  const server: Server = {
    name: call.name,
    startMs: 20,
    ports: [port],
    http: reply === null ? (root === '' ? null : {}) : { '*': reply },
    root,
    onTerm: null,
    memoryBytes: 0,
    growthBytes: 0,
  };
  const { process, host } = call;
  process.servers = [...process.servers, { server, since: host.now }];
  return daemon ? 0 : { kind: 'sleep', until: Infinity, breakable: false, bytes: 0 };
}

/** busybox httpd. */
function httpd(call: Call): Outcome {
  const { flags, values } = optionsOf(call.args, 'phcur');
  const port = Number(/\d+$/.exec(values['p'] ?? '80')?.[0] ?? 80);
  return serve(call, port, resolvePath(call.process.cwd, values['h'] ?? '.'), null, !flags.has('f'));
}

/** Programs in languages of their own are not run: only the built-in web server, and an interpreter without work. */
function interpreter(call: Call): Outcome {
  const [first = '', second = '', third = ''] = call.args;
  if (first === '') return 0;
  if (first === '-m' && (second === 'http.server' || second === 'SimpleHTTPServer')) {
    return serve(call, Number(third) || 8000, call.process.cwd, null);
  }
  if (first === '--version' || first === '-V' || first === '-v') return 0;
  call.err(`simplified here: ${call.name} programs are not run\n`);
  return { kind: 'sleep', until: Infinity, breakable: false, bytes: 0 };
}

const INTERPRETER: Command = { run: interpreter };

export const NETWORK_COMMANDS: Readonly<Record<string, Command>> = {
  wget: { run: wget, finish: wgetDone },
  curl: { run: curl, finish: curlDone },
  nslookup: { run: nslookup, finish: nslookupDone },
  nc: { run: nc, finish: ncDone },
  ping: { run: ping, finish: pingDone },
  httpd: { run: httpd },
  python: INTERPRETER,
  python3: INTERPRETER,
  node: INTERPRETER,
  perl: INTERPRETER,
  ruby: INTERPRETER,
};

/** True for a host that needs no DNS. */
export const needsNoDns = isAddress;
