/** What controllers ask of the namespaces that they fill. */
import type { Namespace } from '../api/namespace';
import type { View } from './controller';

/** Nothing new is made in a namespace that goes away. */
export function isActive(view: View, name: string): boolean {
  const namespace = view.get<Namespace>('namespaces', name);
  return namespace !== undefined && namespace.status.phase !== 'Terminating';
}
