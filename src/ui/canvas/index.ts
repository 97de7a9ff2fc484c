export { ClusterView } from './cluster-view';
