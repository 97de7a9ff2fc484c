/** What commands say that need `-f` or `-k`. Models cli-runtime/pkg/resource (FilenameOptions). */
import type { Call } from '../command';
import { KubectlError } from '../errors';

/** True when `-f` or `-k` stands on the line. */
export function hasFiles({ flags }: Call): boolean {
  return flags.strings('filename').length > 0 || flags.string('kustomize') !== '';
}

/** Models RequireFilenameOrKustomize and validate. */
export function requireFiles(call: Call): void {
  const { flags } = call;
  if (!hasFiles(call)) throw new KubectlError('must specify one of -f and -k');
  if (flags.strings('filename').length > 0 && flags.string('kustomize') !== '') {
    throw new KubectlError('only one of -f or -k can be specified');
  }
  if (flags.string('kustomize') !== '' && flags.bool('recursive')) {
    throw new KubectlError("the -k flag can't be used with -f or -R");
  }
}
