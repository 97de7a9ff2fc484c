/** Where the page's worker still looks for them. */
export { toleratedMs, tolerationOf } from '../api/tolerations';
