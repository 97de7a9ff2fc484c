/** The words between a kubelet and its container runtime. Models the Container Runtime Interface (cri-api/v1). */
import type { Container } from '../api/pod';

export type CriOperation =
  | 'RunPodSandbox'
  | 'PullImage'
  | 'CreateContainer'
  | 'StartContainer'
  | 'StopContainer'
  | 'StopPodSandbox'
  | 'ExecSync';

export interface CriRequest {
  readonly operation: CriOperation;
  readonly podUid: string;
  readonly podKey: string;
  /** Container name; '' for what concerns the sandbox. */
  readonly container: string;
  /** The container as declared, for `CreateContainer`. */
  readonly spec?: Container;
  readonly containerId?: string;
  /** Of `StopContainer`: ms until SIGKILL. */
  readonly timeoutMs?: number;
  /** Of `ExecSync`. */
  readonly command?: readonly string[];
  /** Handed back with the reply. */
  readonly execId?: number;
}

export interface CriReply {
  readonly operation: CriOperation;
  readonly podUid: string;
  readonly container: string;
  /** '' when it worked. */
  readonly error: string;
  /** Of `RunPodSandbox`. */
  readonly ip?: string;
  /** Of `CreateContainer`. */
  readonly containerId?: string;
  /** Of `PullImage`: how long, alone and with waiting for other pulls, ms; and what it brought. */
  readonly pullMs?: number;
  readonly waitMs?: number;
  readonly sizeBytes?: number;
  readonly imageId?: string;
  /** Of `ExecSync`. */
  readonly execId?: number;
  readonly exitCode?: number;
  readonly stdout?: string;
  readonly stderr?: string;
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
