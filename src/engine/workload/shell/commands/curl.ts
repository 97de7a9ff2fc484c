/** curl. */
import type { Call, Command, Outcome } from '../host';
import { httpReason } from '../http-reason';
import type { Answer, Ask } from '../process';
import { ask, CONNECT_MS, deliver, urlOf } from './fetching';
import { optionsOf } from './input';

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
    const valued =
      CURL_LONG_VALUED.has(name) || (/^-[a-zA-Z]+$/.test(short) && CURL_VALUED.includes(short.at(-1) ?? ''));
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
    call.out(
      format
        .replaceAll('%{http_code}', number)
        .replaceAll('%{response_code}', number)
        .replaceAll('\\n', '\n'),
    );
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

export const CURL: Command = { run: curl, finish: curlDone };
