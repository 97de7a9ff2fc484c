/** The words between a kubelet and its container runtime. Models the Container Runtime Interface (cri-api/v1). */
import type { Container } from '../api/pod';
import type { FileTree } from '../workload/files';

export type { FileNode, FileTree } from '../workload/files';

export type CriOperation =
  | 'RunPodSandbox'
  | 'PullImage'
  | 'CreateContainer'
  | 'StartContainer'
  | 'StopContainer'
  | 'UpdateFiles'
  | 'StopPodSandbox'
  | 'RemovePodSandbox'
  | 'ExecSync'
  | 'ListContainers';

/** A directory of a container that lies in a volume which the containers of its pod share (`emptyDir`). */
export interface Mount {
  /** Absolute, without a slash at the end. */
  readonly path: string;
  /** Name of the volume in the pod. */
  readonly volume: string;
  readonly readOnly: boolean;
}

/** What a pod's /etc/resolv.conf says. */
export interface DnsConfig {
  readonly nameservers: readonly string[];
  readonly searches: readonly string[];
  readonly options: readonly string[];
}

export interface CriRequest {
  readonly operation: CriOperation;
  /** '' for what concerns the whole machine (`ListContainers`). */
  readonly podUid: string;
  readonly podKey: string;
  /** Container name; '' for what concerns the sandbox. */
  readonly container: string;
  /** Of `RunPodSandbox`: the pod lives in its node's network and has the node's address; no CNI call is made. */
  readonly hostNetwork?: boolean;
  readonly hostIp?: string;
  /** Of `RunPodSandbox`: what `hostname` prints; absent: the pod's name. */
  readonly hostname?: string;
  /** Of `RunPodSandbox`; absent: the cluster's DNS service with the search path of the pod's namespace. */
  readonly dns?: DnsConfig;
  /** The container as declared, for `PullImage` and `CreateContainer`. */
  readonly spec?: Container;
  /** Of `CreateContainer`: the variables of its environment, worked out by the kubelet. */
  readonly env?: Readonly<Record<string, string>>;
  /** Of `CreateContainer` and `UpdateFiles`: all files of its read-only volumes (ConfigMaps, Secrets, downward API). */
  readonly files?: FileTree;
  /** Of `CreateContainer`: volumes that can be written and are shared within the pod. */
  readonly mounts?: readonly Mount[];
  /** Of `CreateContainer`: above it the kernel kills the container; absent for no limit. */
  readonly memoryLimitBytes?: number;
  /** Of `CreateContainer`: the number of the user, absent for the image's own; and whose processes it sees. */
  readonly user?: string;
  readonly target?: string;
  /** Of all calls about one container; of `CreateContainer`: the instance that the new one replaces. */
  readonly containerId?: string;
  /** Of `StopContainer`: ms until SIGKILL. */
  readonly timeoutMs?: number;
  /** Of `StopPodSandbox`: its ended containers and their output stay until `RemovePodSandbox`. */
  readonly keepContainers?: boolean;
  /** Of `ExecSync`. */
  readonly command?: readonly string[];
  /** Handed back with the reply. */
  readonly execId?: number;
}

/** A container as `ListContainers` tells of it. */
export interface ContainerListItem {
  readonly podUid: string;
  readonly podKey: string;
  /** '' when its sandbox is gone. */
  readonly sandboxIp: string;
  readonly container: string;
  readonly containerId: string;
  /** As declared. */
  readonly image: string;
  readonly imageId: string;
  readonly state: 'created' | 'running' | 'exited' | 'unknown';
  /** Virtual ms; 0 before. */
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly exitCode: number;
  /** `Completed`, `Error`, `OOMKilled`, `Unknown`; '' while it has not ended. */
  readonly reason: string;
}

export interface SandboxListItem {
  readonly podUid: string;
  readonly podKey: string;
  readonly ip: string;
}

export interface CriReply {
  readonly operation: CriOperation;
  readonly podUid: string;
  readonly container: string;
  /** '' when it worked. */
  readonly error: string;
  /** Of `RunPodSandbox`. */
  readonly ip?: string;
  /** Of `CreateContainer`, `StartContainer` and `StopContainer`. */
  readonly containerId?: string;
  /** Of `PullImage`: how long, alone and with waiting for other pulls, ms; and what it brought. */
  readonly pullMs?: number;
  readonly waitMs?: number;
  readonly sizeBytes?: number;
  readonly imageId?: string;
  /** Of `StopContainer`: `OOMKilled` …; absent: as the exit code says. */
  readonly reason?: string;
  /** Of `ExecSync`. */
  readonly execId?: number;
  readonly exitCode?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  /** Of `ListContainers`, in the order of creation. */
  readonly items?: readonly ContainerListItem[];
  readonly sandboxes?: readonly SandboxListItem[];
}

/** A container's main process has ended. Reaches the kubelet with its next relist (PLEG). */
export interface ContainerExit {
  readonly podUid: string;
  readonly container: string;
  readonly containerId: string;
  readonly exitCode: number;
  /** `Completed`, `Error`, `OOMKilled`. */
  readonly reason: string;
  /** Virtual ms. */
  readonly finishedAt: number;
}
