import { getComponent, getNode, getPod, staticPodOf } from '../store';

/** Things that have more to offer than to be read have a card beside them; the rest is told by the inspector. */
export function hasCard(id: string): boolean {
  if (getPod(id) || getNode(id)) return true;
  const component = getComponent(id);
  return component !== undefined && (component.offers.length > 0 || getPod(staticPodOf(id)) !== undefined);
}

/** The pod that a press kills in kill mode, or ''. */
export function victimOf(id: string): string {
  return [id, staticPodOf(id)].find((one) => getPod(one) !== undefined) ?? '';
}
