import { memo, useSyncExternalStore } from 'react';
import type { Layout } from '../layout/types';
import { useRuntime } from '../runtime/runtime';
import type { LodKeeper } from './lod-keeper';
import { Pod } from './pod';
import { placedPods } from './pod-boxes';

interface PodLayerProps {
  readonly layout: Layout;
  readonly lod: LodKeeper;
}

/**
 * All pods of the DOM in one list, so that a pod that moves from the tray to a node stays one element and can fly.
 * This list renders when a pod comes, moves or goes; what a pod shows is the pod's own subscription.
 */
export const PodLayer = memo(function PodLayer({ layout, lod }: PodLayerProps) {
  const { places, press } = useRuntime();
  useSyncExternalStore(places.subscribe, places.version);
  const modes = useSyncExternalStore(lod.subscribe, lod.modes);
  return placedPods(layout, places).map(({ id, node, box, grid, leaving }) => {
    const mode = modes.get(node) ?? 'none';
    if (mode === 'none') return null;
    return (
      <Pod
        key={id}
        id={id}
        node={node}
        x={box.x}
        y={box.y}
        width={box.width}
        height={box.height}
        scale={grid.scale}
        size={grid.size}
        drawn={mode === 'card'}
        leaving={leaving}
        onPress={press}
      />
    );
  });
});
