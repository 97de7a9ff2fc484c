/** `--raw`: a request to a path, with a file as its body. Models kubectl/pkg/rawhttp. */
import type { Call } from '../command';
import { KubectlError } from '../errors';
import { failure } from '../http-client';
import { findSources, readSource } from '../resource-files';

/** What `--raw` does not go with, and a path that is none. Throws a `KubectlError`. */
export function checkRaw({ flags }: Call, mustHaveFile: boolean): void {
  const files = flags.strings('filename');
  if (files.length > 1 || (mustHaveFile && files.length !== 1)) {
    throw new KubectlError('--raw can only use a single local file or stdin');
  }
  if (/^https?:\/\//.test(files[0] ?? '')) throw new KubectlError('--raw cannot read from a url');
  if (flags.bool('recursive')) throw new KubectlError('--raw and --recursive are mutually exclusive');
  if (flags.string('output') !== '') throw new KubectlError('--raw and --output are mutually exclusive');
  const path = flags.string('raw');
  if (!path.startsWith('/')) {
    throw new KubectlError(`--raw must be a valid URL path: parse "${path}": invalid URI for request`);
  }
}

/** Sends it and prints the answer as it comes. Throws a `StatusError` for a refusal. */
export async function sendRaw(call: Call, method: 'POST' | 'PUT' | 'DELETE'): Promise<void> {
  const names = call.flags.strings('filename');
  const { sources } = await findSources(call.context, names, false);
  const [source] = sources;
  const body = source === undefined ? undefined : await readSource(source);
  const reply = await call.client.raw(method, call.flags.string('raw'), body === undefined ? {} : { body });
  if (reply.status >= 400) throw await failure(reply);
  for await (const chunk of reply.chunks) call.out(chunk);
}
