/** What `kubectl debug` is told. Models kubectl/pkg/cmd/debug (Complete, Validate). */
import { parse } from 'yaml';
import { goQuote } from '../../../engine/api/go-print';
import { isJsonObject, type JsonObject } from '../../../engine/api/json';
import { FileError } from '../../program';
import type { Call } from '../command';
import { KubectlError } from '../errors';
import type { KeptParts } from './profiles';

export interface DebugOptions {
  readonly targets: readonly string[];
  readonly command: readonly string[];
  readonly isArgumentsOnly: boolean;
  readonly attach: boolean;
  readonly container: string;
  readonly copyTo: string;
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly image: string;
  readonly pullPolicy: string;
  readonly stdin: boolean;
  readonly tty: boolean;
  readonly quiet: boolean;
  readonly setImages: ReadonlyMap<string, string>;
  /** Null when it was not asked for. */
  readonly shareProcesses: boolean | null;
  readonly target: string;
  readonly kept: KeptParts;
  readonly custom: JsonObject | null;
}

/** Reads the flags. Throws a `KubectlError` for what does not fit together. */
export async function debugOptions(call: Call): Promise<DebugOptions> {
  const { args, argsBeforeDash, flags } = call;
  const hasCommand = argsBeforeDash >= 0 && args.length > argsBeforeDash;
  const stdin = flags.bool('stdin');
  const options: DebugOptions = {
    targets: hasCommand ? args.slice(0, argsBeforeDash) : args,
    command: hasCommand ? args.slice(argsBeforeDash) : [],
    isArgumentsOnly: flags.bool('arguments-only'),
    attach: flags.isSet('attach') ? flags.bool('attach') : stdin,
    container: flags.string('container'),
    copyTo: flags.string('copy-to'),
    env: [...flags.pairs('env')].map(([name, value]) => ({ name, value })),
    image: flags.string('image'),
    pullPolicy: flags.string('image-pull-policy'),
    stdin,
    tty: flags.bool('tty'),
    quiet: flags.bool('quiet'),
    setImages: flags.pairs('set-image'),
    shareProcesses: flags.isSet('share-processes') ? flags.bool('share-processes') : null,
    target: flags.string('target'),
    kept: {
      labels: flags.bool('keep-labels'),
      annotations: flags.bool('keep-annotations'),
      liveness: flags.bool('keep-liveness'),
      readiness: flags.bool('keep-readiness'),
      startup: flags.bool('keep-startup'),
      initContainers: flags.bool('keep-init-containers'),
    },
    custom: await customProfile(call),
  };
  validate(call, options);
  return options;
}

async function customProfile({ flags, context }: Call): Promise<JsonObject | null> {
  const path = flags.string('custom');
  if (path === '') return null;
  let text: string;
  try {
    text = await context.files.read(path);
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    throw new KubectlError(
      `must pass a container spec json file for custom profile: open ${path}: no such file or directory`,
    );
  }
  let value: unknown;
  try {
    value = parse(text);
  } catch {
    value = undefined;
  }
  if (isJsonObject(value)) return value;
  throw new KubectlError(`${path} does not contain a valid container spec: it is no object`);
}

const IMAGE = /^[a-zA-Z0-9][a-zA-Z0-9._:/-]*(@[a-z0-9+._-]+:[0-9a-fA-F]{32,})?$/;

function validate(call: Call, options: DebugOptions): void {
  const { flags } = call;
  const problem = (words: string) => new KubectlError(words);
  const { image, copyTo, container, command, setImages } = options;
  if (options.attach && flags.isSet('attach') && image === '' && container === '') {
    throw problem('you must specify --container or create a new container using --image in order to attach.');
  }
  if (copyTo !== '') {
    if (image === '' && setImages.size === 0 && command.length === 0) {
      throw problem('you must specify --image, --set-image or command arguments.');
    }
    if (command.length > 0 && container === '' && image === '') {
      throw problem('you must specify an existing container or a new image when specifying args.');
    }
  } else {
    if (flags.bool('replace')) throw problem('--replace may only be used with --copy-to.');
    if (flags.bool('same-node')) throw problem('--same-node may only be used with --copy-to.');
    if (setImages.size > 0) throw problem('--set-image may only be used with --copy-to.');
    if (image === '') throw problem('you must specify --image when not using --copy-to.');
  }
  const invalid = 'invalid reference format';
  if (image !== '' && !IMAGE.test(image)) throw problem(`invalid image name ${goQuote(image)}: ${invalid}`);
  if (options.targets.length === 0 && flags.strings('filename').length === 0) {
    throw problem('NAME or filename is required for debug');
  }
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(options.pullPolicy)) {
    throw problem(`invalid image pull policy: ${options.pullPolicy}`);
  }
  for (const [name, each] of setImages) {
    if (IMAGE.test(each)) continue;
    throw problem(`invalid image name ${goQuote(each)} for container ${goQuote(name)}: ${invalid}`);
  }
  validateTarget(call, options);
  validateCustom(options);
  if (flags.string('profile') !== 'legacy') return;
  call.err(
    '--profile=legacy is deprecated and will be removed in the future. It is recommended to explicitly specify a profile, for example "--profile=general".\n',
  );
}

function validateTarget(call: Call, { target, copyTo, quiet, tty, stdin }: DebugOptions): void {
  if (target !== '' && copyTo !== '') {
    throw new KubectlError('--target is incompatible with --copy-to. Use --share-processes instead.');
  }
  if (target !== '' && !quiet) {
    call.out(
      `Targeting container ${goQuote(target)}. If you don't see processes from this container it may be because the container runtime doesn't support this feature.\n`,
    );
  }
  if (tty && !stdin) throw new KubectlError('-i/--stdin is required for containers with -t/--tty=true');
}

function validateCustom({ custom }: DebugOptions): void {
  if (custom === null) return;
  const fixed = ['name', 'command', 'image', 'lifecycle', 'volumeDevices'];
  if (!fixed.some((field) => custom[field] !== undefined)) return;
  throw new KubectlError(
    'name, command, image, lifecycle and volume devices are not modifiable via custom profile',
  );
}
