/** Clients and small servers of the network, in the words of busybox. */
import { resolvePath } from '../../files';
import type { HttpReply, Server } from '../../server';
import type { Call, Command, Outcome } from '../host';
import type { Answer, Ask } from '../process';
import { CURL } from './curl';
import { ask, CONNECT_MS } from './fetching';
import { optionsOf } from './input';
import { WGET } from './wget';

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
  for (const address of answer.addresses)
    call.out(`Name:\t${answer.cname || answer.name}\nAddress: ${address}\n`);
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
  wget: WGET,
  curl: CURL,
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
