/**
 * The built-in admission plugins that a learner can see at work, in their order.
 * Models pkg/kubeapiserver/options/plugins.go (AllOrderedPlugins).
 */
import type { ApiObject } from '../../api/meta';
import type { Status } from '../../api/status';
import { isRefusal } from '../decoding';
import type { Exchange } from '../exchange';
import { defaultTolerationSeconds } from './default-toleration-seconds';
import { namespaceLifecycle } from './namespace-lifecycle';
import type { CreatePlugin } from './plugin';
import { priority, refuseSecondDefault } from './priority';
import { serviceAccount } from './service-account';
import { taintNodesByCondition } from './taint-nodes-by-condition';

const MUTATING: readonly CreatePlugin[] = [
  namespaceLifecycle,
  serviceAccount,
  taintNodesByCondition,
  priority,
  defaultTolerationSeconds,
];

/** Mutating admission of a new object. */
export function mutateNew(exchange: Exchange, object: ApiObject): ApiObject | Status {
  let admitted = object;
  for (const plugin of MUTATING) {
    const result = plugin(exchange, admitted);
    if (isRefusal(result)) return result;
    admitted = result;
  }
  return admitted;
}

/** Validating admission of an object as it would be stored. */
export function validateAdmission(exchange: Exchange, object: ApiObject): Status | null {
  return refuseSecondDefault(exchange, object);
}
