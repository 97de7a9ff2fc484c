export { findImage, isImage, parseReference } from '../registry';
export type { Reference } from '../registry';
