/** A pod that names its node goes nowhere else. Models pkg/scheduler/framework/plugins/nodename. */
import { SKIP, type FilterPlugin, type QueueingHint, type Rejection } from '../framework';

const NAME = 'NodeName';
const REJECTED: Rejection = {
  plugin: NAME,
  reasons: ["node(s) didn't match the requested node name"],
  unresolvable: true,
};

export const nodeName: FilterPlugin<string> & QueueingHint = {
  name: NAME,
  preFilter({ pod }) {
    const wanted = pod.spec.nodeName ?? '';
    return wanted === '' ? SKIP : { state: wanted };
  },
  filter: (_, { name }, wanted) => (wanted === name ? null : REJECTED),
  concerns: ({ resource, old }) => resource === 'node' && old === undefined,
  helps: ({ spec }, { now }) => spec.nodeName === now?.metadata.name,
};
