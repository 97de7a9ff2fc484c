/** Everything that the page knows. What is not listed here is private to the store. */
export { client, commandLine } from './client';
export {
  useComponent,
  useComponentIds,
  useNode,
  useNodeIds,
  usePod,
  usePodIds,
  usePodIdsOfNode,
  useShapeCounts,
  useWorkload,
  useWorkloadIds,
} from './hooks';
export { hops, recentHopMsMax } from './hops';
export { parseObjectId } from './ids';
export { onFrame, openAfresh, openFromJournal, startSession, virtualNow } from './session';
export {
  closeManifest,
  dismissToast,
  type Failure,
  type ManifestReport,
  openManifest,
  select,
  setGuideOpen,
  setHelpOpen,
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
  getWorkload,
  getWorkloadIds,
} from './world';
