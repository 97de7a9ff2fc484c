/** Everything that the page knows. What is not listed here is private to the store. */
export { client } from './client';
export { commandLine, singularOf } from './command-line';
export {
  useComponent,
  useComponentIds,
  useControlPlaneId,
  useMachine,
  useNode,
  useNodeIds,
  usePod,
  usePodIds,
  usePodIdsOfNode,
  useService,
  useServiceAskedBy,
  useServiceIds,
  useShapeCounts,
  useTraffic,
  useTrafficIds,
  useWorkload,
  useWorkloadIds,
} from './hooks';
export { hops, recentHopMsMax } from './hops';
export { clusterOf, isSystemNamespace, parseObjectId } from './ids';
export { onFrame, openAfresh, startSession, virtualNow } from './session';
export {
  type Branch,
  closeManifest,
  dismissToast,
  type Failure,
  type ManifestReport,
  openManifest,
  select,
  setBranch,
  setGuideOpen,
  setHelpOpen,
  setKillMode,
  setKillVerb,
  setManifestText,
  setReducedMotion,
  setTheme,
  type Theme,
  type Toast,
  toast,
  uiStore,
  useUi,
} from './ui-state';
export {
  getComponent,
  getComponentIds,
  getNode,
  getNodeIds,
  getPod,
  getPodIds,
  getPodIdsOfNode,
  getService,
  getServiceIds,
  getTraffic,
  getTrafficIds,
  getWorkload,
  getWorkloadIds,
  serviceAskedBy,
  staticPodOf,
} from './world';
