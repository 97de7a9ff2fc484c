/** Which controllers a controller manager runs. */
import type { Controller } from './controller';
import { daemonSetController } from './daemonset';
import { deploymentController } from './deployment';
import { endpointsController } from './endpoints-controller';
import { endpointSliceController } from './endpointslice';
import { garbageCollector } from './garbage-collector';
import { namespaceController } from './namespace';
import { nodeLifecycleController } from './node-lifecycle';
import { podGcController } from './pod-gc';
import { replicaSetController } from './replicaset';
import { rootCaPublisher } from './root-ca-publisher';
import { serviceAccountController } from './serviceaccount';
import { taintEvictionController } from './taint-eviction';

/** What every cluster has. */
export const CORE_CONTROLLERS: readonly Controller[] = [
  deploymentController,
  replicaSetController,
  nodeLifecycleController,
  taintEvictionController,
  garbageCollector,
  namespaceController,
  podGcController,
  daemonSetController,
  endpointSliceController,
];

/** With those of a cluster that has Services, accounts and agents on its nodes. */
export const ALL_CONTROLLERS: readonly Controller[] = [
  ...CORE_CONTROLLERS,
  endpointsController,
  serviceAccountController,
  rootCaPublisher,
];
