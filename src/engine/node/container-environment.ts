/** A process of a container, before its first instruction: its variables, its directory, its input. */
import type { Script } from '../workload/shell/compile';
import { createProcess } from '../workload/shell/machine';
import type { ShellProcess, Stdin } from '../workload/shell/process';
import { hostnameOf } from './container-files';
import type { ContainerdState, Instance } from './containerd-state';

/** A process of a script, before its first instruction. */
export function newProcess(
  state: ContainerdState,
  instance: Instance,
  script: Script,
  args: readonly string[],
  instant: boolean,
  stdin?: Stdin,
): ShellProcess {
  const { vars: env, exported } = environmentOf(state, instance);
  const cwd = instance.workingDir;
  const options = { name: 'sh', script, args, env, exported, cwd, instant };
  return createProcess(stdin === undefined ? options : { ...options, stdin });
}

interface Environment {
  readonly vars: Readonly<Record<string, string>>;
  readonly exported: readonly string[];
}

const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** By instance, which names its pod: probes begin a process again and again. */
const environments = new WeakMap<Instance, Environment>();

/** The variables with which every process of a container begins. */
function environmentOf(state: ContainerdState, instance: Instance): Environment {
  const known = environments.get(instance);
  if (known !== undefined) return known;
  const vars = { PATH, HOSTNAME: hostnameOf(state, instance), HOME: '/root', ...instance.env };
  const fresh = { vars, exported: Object.keys(vars) };
  environments.set(instance, fresh);
  return fresh;
}
