export { parseReference } from '../registry';
