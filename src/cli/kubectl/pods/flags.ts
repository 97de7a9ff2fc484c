/** Flags that commands about one pod share. Models kubectl/pkg/cmd/util (AddPodRunningTimeoutFlag, AddContainerVarFlags). */
import type { FlagSpec } from '../command';

export function podRunningTimeout(value: string): FlagSpec {
  return {
    name: 'pod-running-timeout',
    type: 'duration',
    default: value,
    help: 'How long to wait for the first pod of a Deployment, Service …; more than zero.',
  };
}

export const CONTAINER_FLAG: FlagSpec = {
  name: 'container',
  short: 'c',
  type: 'string',
  help: "The container; else the pod's default container, else its first.",
  completes: 'containers',
};

export const STREAM_FLAGS: readonly FlagSpec[] = [
  { name: 'stdin', short: 'i', type: 'bool', default: 'false', help: 'Send what is typed to the container.' },
  { name: 'tty', short: 't', type: 'bool', default: 'false', help: 'With a terminal.' },
  {
    name: 'quiet',
    short: 'q',
    type: 'bool',
    default: 'false',
    help: 'Print only what the container prints.',
  },
];
