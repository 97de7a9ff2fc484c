/**
 * The other side of the comparison: the npm package @ngrok/webernetes, which ports the control loops of Kubernetes to
 * TypeScript. One run boots a fresh cluster and rolls out one Deployment; measured is what our engine is measured by:
 * CPU time from apply until the Deployment's `status.readyReplicas` is the number asked for.
 *
 * What is done to be fair to it:
 *
 * - It runs as published, on its own clock, which is never paused. A roll-out keeps it busy from start to end, so its
 *   clock hardly matters. Stepping a paused clock costs the same at 100 replicas and more at 300, because with time
 *   standing still more happens at once (`pace: 'stepped'` shows it).
 * - Waiting is no CPU time. Where it only waits for a timer, we step its clock over the wait, so that wall time is
 *   comparable too (`pace: 'real'` does wait, and costs the same CPU time).
 * - We do not poll: its own informer tells us, and the time is read inside that callback, not when it comes to rest.
 * - The image is tagged and not `latest`, which spares it a pull per pod. There are no probes, no Service, no added
 *   latency, no other listeners, and unlike ours its controllers have no limit on requests per second.
 * - Garbage is collected before the boot and before the apply, and the collector's threads have come to rest, so that
 *   neither pays for the other.
 */
import {
  BaseImage,
  type Clock,
  Cluster,
  type ClusterApplyResource,
  makeInformer,
  type ProcessContext,
  type V1Deployment,
  type V1Pod,
} from '@ngrok/webernetes';
import { startTiming, type TimeSpent } from './cpu';
import { settle, settledMemory } from './memory';

/**
 * How its clock is driven: running, with waits skipped (the default, and what the comparison uses); running in real
 * time; or paused and stepped by the millisecond.
 */
export type WebernetesPace = 'skip-waits' | 'real' | 'stepped';

export interface WebernetesOptions {
  /** Number of nodes; 3 unless told. */
  readonly nodes?: number;
  readonly pace?: WebernetesPace;
}

export interface WebernetesRun {
  /** From `new Cluster` to every pod of the control plane Ready. Milliseconds of CPU time, all threads. */
  readonly bootCpuMs: number;
  /** The same on the wall. */
  readonly bootWallMs: number;
  /** From apply until the Deployment says that all replicas are Ready. Milliseconds of CPU time, all threads. */
  readonly cpuMs: number;
  /** The same on the wall. */
  readonly wallMs: number;
  /** The same on webernetes' clock, which runs on while it computes: `wallMs` and the skipped waits, unless stepped. */
  readonly virtualMs: number;
  /** What the Deployment says afterwards, read from the API. */
  readonly readyReplicas: number;
  /**
   * Heap in use with all replicas Ready minus heap in use before the boot, each after two full collections. Now and
   * then a cluster of an earlier run is collected late and makes it too small: use the median of several runs.
   */
  readonly heapBytes: number;
}

const NAMESPACE = 'default';
const NAME = 'web';

/** Nothing here takes longer on webernetes' clock; a run that does has hung. */
const VIRTUAL_MS_MAX = 30 * 60_000;

/** Boots a fresh cluster, rolls out `replicas` pods, measures, and closes the cluster. */
export async function runWebernetes(
  replicas: number,
  options: WebernetesOptions = {},
): Promise<WebernetesRun> {
  const heapBytesBefore = settledMemory().heapBytes;
  return await withCluster(options, async (cluster, drive, boot) => {
    await settle();
    const rollOut = await drive(rollOutDeployment(cluster, replicas));
    const heapBytes = settledMemory().heapBytes - heapBytesBefore;
    const { status } = await drive(readDeployment(cluster));
    const readyReplicas = status?.readyReplicas ?? 0;
    return { bootCpuMs: boot.cpuMs, bootWallMs: boot.wallMs, ...rollOut, readyReplicas, heapBytes };
  });
}

type Drive = ReturnType<typeof driver>;

/** Boots a fresh cluster, works with it and closes it. */
async function withCluster<T>(
  options: WebernetesOptions,
  work: (cluster: Cluster, drive: Drive, boot: TimeSpent) => Promise<T>,
): Promise<T> {
  await settle();
  const bootTiming = startTiming();
  const cluster = new Cluster({ nodes: options.nodes ?? 3 });
  const drive = driver(cluster.clock, options.pace ?? 'skip-waits');
  try {
    return await work(cluster, drive, await drive(bootCluster(cluster, bootTiming)));
  } finally {
    await drive(cluster.close());
  }
}

export interface WebernetesHealing {
  /** Of each heal: from the deletion until so many pods are Ready again, none of them one that was killed. CPU ms. */
  readonly cpuMs: readonly number[];
  /** Heap in use after all heals minus heap in use before the first, each after two full collections. */
  readonly heapBytes: number;
}

/** Rolls out a Deployment, then kills so many of its pods again and again, and waits each time until it has healed. */
export async function healWebernetes(
  replicas: number,
  { kills, times }: { readonly kills: number; readonly times: number },
): Promise<WebernetesHealing> {
  return await withCluster({}, async (cluster, drive) => {
    await drive(rollOutDeployment(cluster, replicas));
    const heapBytesBefore = settledMemory().heapBytes;
    await settle();
    const cpuMs: number[] = [];
    for (let turn = 0; turn < times; turn++) cpuMs.push(await drive(killAndHeal(cluster, replicas, kills)));
    return { cpuMs, heapBytes: settledMemory().heapBytes - heapBytesBefore };
  });
}

/** CPU ms from the deletion of so many pods until as many as before are Ready. */
async function killAndHeal(cluster: Cluster, replicas: number, kills: number): Promise<number> {
  const { items } = await cluster.api.corev1.listNamespacedPod({ namespace: NAMESPACE });
  const names = items.map(({ metadata }) => metadata?.name ?? '');
  const killed = new Set(names.slice(0, kills));
  const ready = new Set(names.slice(kills));
  return await new Promise((resolve, reject) => {
    let timeSpent = startTiming();
    const informer = cluster.informer(
      'pods',
      (type, pod) => {
        const name = pod.metadata?.name ?? '';
        const counts =
          type !== 'delete' && !killed.has(name) && pod.metadata?.deletionTimestamp === undefined;
        if (counts && isReady(pod)) ready.add(name);
        else ready.delete(name);
        if (ready.size < replicas) return;
        resolve(timeSpent().cpuMs);
        void informer.stop();
      },
      { namespace: NAMESPACE, onError: reject },
    );
    timeSpent = startTiming();
    const namespace = NAMESPACE;
    const deletions = [...killed].map((name) => cluster.api.corev1.deleteNamespacedPod({ name, namespace }));
    Promise.all(deletions).catch(reject);
  });
}

async function bootCluster(cluster: Cluster, timeSpent: () => TimeSpent): Promise<TimeSpent> {
  cluster.registerImage(NginxImage);
  await cluster.init();
  const { items } = await cluster.api.corev1.listNamespacedPod({ namespace: 'kube-system' });
  const waitingFor = new Set(items.map((pod) => pod.metadata?.name));
  return await new Promise((resolve, reject) => {
    const informer = cluster.informer(
      'pods',
      (_type, pod) => {
        if (isReady(pod) && waitingFor.delete(pod.metadata?.name) && waitingFor.size === 0) {
          resolve(timeSpent());
          void informer.stop();
        }
      },
      { namespace: 'kube-system', onError: reject },
    );
  });
}

/** Resolves to what was spent from apply to the moment when all replicas are Ready. */
async function rollOutDeployment(
  cluster: Cluster,
  replicas: number,
): Promise<TimeSpent & { virtualMs: number }> {
  const informer = makeInformer<V1Deployment>(
    cluster.kubeConfig,
    `/apis/apps/v1/namespaces/${NAMESPACE}/deployments`,
    () => cluster.api.appsv1.listNamespacedDeployment({ namespace: NAMESPACE }),
  );
  await informer.start();
  // The watch connects in a task of the clock.
  await cluster.clock.wait(1);
  const virtualStartMs = cluster.clock.nowMs();
  const timeSpent = startTiming();
  return await new Promise((resolve, reject) => {
    informer.on('error', reject);
    informer.on('update', ({ status }) => {
      if (status?.readyReplicas === replicas) {
        resolve({ ...timeSpent(), virtualMs: cluster.clock.nowMs() - virtualStartMs });
      }
    });
    cluster.apply([deployment(replicas)]).catch(reject);
  });
}

async function readDeployment(cluster: Cluster): Promise<V1Deployment> {
  return await cluster.api.appsv1.readNamespacedDeployment({ namespace: NAMESPACE, name: NAME });
}

function isReady({ status }: V1Pod): boolean {
  return status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}

function deployment(replicas: number): ClusterApplyResource {
  const labels = { app: NAME };
  const containers = [{ name: 'nginx', image: 'nginx:1.27', ports: [{ containerPort: 80 }] }];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: NAME, namespace: NAMESPACE, labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers } },
    },
  };
}

/** A server that listens and waits: webernetes brings no nginx of its own. */
class NginxImage extends BaseImage {
  static readonly imageName = 'nginx';
  static readonly imageVersion = '1.27';
  readonly defaultCommand = ['nginx'];

  override async exec(context: ProcessContext, argv: readonly string[]): Promise<number> {
    if (argv[0] !== 'nginx') {
      return await super.exec(context, argv);
    }
    context.listenHttp(80, async () => ({ status: 200, body: 'Welcome to nginx!\n' }));
    return await context.waitUntilKilled();
  }
}

/**
 * Returns a function that lets the clock's cluster work until a promise settles. Webernetes does no input or output:
 * when `setImmediate` calls back, every promise has run dry, and only its clock can make something happen.
 */
function driver(clock: Clock, pace: WebernetesPace): <T>(work: Promise<T>) => Promise<T> {
  if (pace === 'stepped') {
    clock.pause();
  }
  return async (work) => {
    let settled = false;
    const settle = (): void => {
      settled = true;
    };
    work.then(settle, settle);
    const deadlineMs = clock.nowMs() + VIRTUAL_MS_MAX;
    await turn();
    while (!settled) {
      if (clock.nowMs() > deadlineMs) {
        throw new Error(`webernetes was not done after ${VIRTUAL_MS_MAX} ms on its own clock.`);
      }
      await ADVANCE[pace](clock);
    }
    return await work;
  };
}

/** Lets time go on by one step, and everything happen that follows from it. */
const ADVANCE: Record<WebernetesPace, (clock: Clock) => Promise<void>> = {
  'skip-waits': async (clock) => {
    clock.step(10);
    await turn();
  },
  real: async () => {
    await new Promise((resolve) => setTimeout(resolve, 10));
  },
  stepped: async (clock) => {
    clock.step(1);
    await turn();
  },
};

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
