/** wget, in the words of busybox. */
import type { Call, Command, Outcome } from '../host';
import { httpReason } from '../http-reason';
import type { Answer, Ask } from '../process';
import { ask, CONNECT_MS, deliver, urlOf, type Url } from './fetching';
import { optionsOf } from './input';

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
      return timed
        ? 'download timed out'
        : `can't connect to remote host (${answer.ip}): Connection timed out`;
    default:
      return `bad address '${url.host}${url.port === 80 ? '' : `:${url.port}`}'`;
  }
}

function wgetDone(call: Call, answer: Answer): number {
  const { flags, values, words } = optionsOf(call.args, WGET_VALUED);
  const url = urlOf(words.at(-1) ?? '');
  const quiet = flags.has('q');
  if (!quiet && 'ip' in answer && answer.ip !== '')
    call.err(`Connecting to ${url.host}:${url.port} (${answer.ip}:${url.port})\n`);
  if (answer.kind === 'failed') {
    call.err(
      `wget: ${wgetFailure(answer, url, values['T'] !== undefined || values['timeout'] !== undefined)}\n`,
    );
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

export const WGET: Command = { run: wget, finish: wgetDone };
