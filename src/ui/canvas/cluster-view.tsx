import '@xyflow/react/dist/style.css';
import './styles/canvas.css';
import './styles/cards.css';
import './styles/workers.css';
import './styles/pods.css';
import { ReactFlow, ReactFlowProvider, useStoreApi, ViewportPortal } from '@xyflow/react';
import { useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { killPod } from '../actions';
import {
  clusterOf,
  getPodIds,
  select,
  uiStore,
  useComponentIds,
  useNodeIds,
  useServiceIds,
  useUi,
  useWorkloadIds,
} from '../store';
import { ComponentCard } from './cards/component-card';
import { MachineCard } from './cards/machine-card';
import { ServiceCard } from './cards/service-card';
import { Band, EmptyStrip, Tray, UserCard } from './cards/small-cards';
import { WorkerCard } from './cards/worker-card';
import { WorkloadCard } from './cards/workload-card';
import { CellLayer } from './cells/cell-layer';
import { type CanvasNode, flowNodes } from './flow-nodes';
import { FocusGhost } from './focus/focus-ghost';
import { HopLayer } from './hops/hop-layer';
import { layoutCluster } from './layout/layout';
import type { Layout } from './layout/types';
import { createLodKeeper } from './pods/lod-keeper';
import { podAt } from './pods/pod-boxes';
import { PodLayer } from './pods/pod-layer';
import { homeView, type Size, type View, viewZoomed, zoomFloor, zoomMax } from './runtime/camera';
import { createRuntime, type Press, RuntimeContext, useRuntime } from './runtime/runtime';
import { shownServices, shownWorkloads } from './shown-things';
import { hasCard, victimOf } from './pressed';
import { ThingPopover } from './thing-popover';
import { Trunks } from './trunks';
import { useCanvasSize, useCoarsePointer } from './use-canvas-size';
import { ZoomControls } from './zoom-controls';

const nodeTypes = {
  component: ComponentCard,
  user: UserCard,
  band: Band,
  machine: MachineCard,
  tray: Tray,
  worker: WorkerCard,
  workload: WorkloadCard,
  service: ServiceCard,
  strip: EmptyStrip,
};

/** Below this size on the screen, as a share of the drawn one, the small print of workers is left out. */
const farScale = 0.42;
/** Beyond this zoom shadows and small animations cost more than they tell. */
const nearZoom = 2;
/** Above this number of pods cards change without animation. */
const livelyPodsMax = 150;

/** The layout for what is there now. The same object while nothing that it depends on changed. */
function useLayout(size: Size, coarse: boolean): Layout {
  const { places } = useRuntime();
  const needs = useSyncExternalStore(places.subscribe, places.needs);
  const [firstNode = ''] = useNodeIds();
  const [firstComponent = ''] = useComponentIds();
  const workloadCount = shownWorkloads(useWorkloadIds()).length;
  const serviceCount = shownServices(useServiceIds()).length;
  const cluster = clusterOf(firstNode || firstComponent);
  return useMemo(
    () => layoutCluster({ cluster, ...size, coarse, ...needs, workloadCount, serviceCount }),
    [cluster, size, coarse, needs, workloadCount, serviceCount],
  );
}

/** React Flow's nodes: a new array only when a card moved, came or went. */
function useFlowNodes(layout: Layout): CanvasNode[] {
  const before = useRef<{ key: string; nodes: CanvasNode[] }>({ key: '', nodes: [] });
  return useMemo(() => {
    const nodes = flowNodes(layout);
    const key = JSON.stringify(nodes);
    if (before.current.key !== key) before.current = { key, nodes };
    return before.current.nodes;
  }, [layout]);
}

interface OpenCard {
  readonly id: string;
  readonly byKey: boolean;
}

interface CanvasProps {
  readonly size: Size;
  readonly container: React.RefObject<HTMLDivElement | null>;
}

/** The cluster as a picture that can be acted on. */
function Canvas({ size, container }: CanvasProps) {
  const runtime = useRuntime();
  const coarse = useCoarsePointer();
  const layout = useLayout(size, coarse);
  const nodes = useFlowNodes(layout);
  const killing = useUi((state) => state.killMode);
  const [card, setCard] = useState<OpenCard | null>(null);
  const sizeRef = useRef(size);
  sizeRef.current = size;
  const canvasSize = useCallback(() => sizeRef.current, []);
  const flow = useStoreApi();
  const lod = useMemo(() => createLodKeeper(runtime, canvasSize), [runtime, canvasSize]);

  runtime.layout = layout;
  const { cluster, width, height, zoom } = layout;
  const zoomMin = zoomFloor(layout, size);
  // The view goes home when the canvas gets another size; where somebody has looked stays when only pods came.
  // A new cluster is a new picture.
  useEffect(() => {
    runtime.camera.moveTo(homeView({ width, zoom }, size), false);
  }, [runtime, cluster, size, width, zoom]);
  // A new layout is the reason to decide.
  useEffect(() => lod.thingsChanged(), [lod, layout]);

  const onViewChange = useCallback(
    (listener: () => void) =>
      flow.subscribe((state, before) => {
        if (state.transform !== before.transform) listener();
      }),
    [flow],
  );
  // Straight into the DOM: a gesture passes here for every frame of it, and React has nothing to add.
  const markDistance = useCallback(() => {
    const classes = container.current?.classList;
    const scale = runtime.layout?.workers[0]?.scale ?? 1;
    const view = runtime.view();
    const near = view.zoom > nearZoom;
    classes?.toggle('ko-far', scale * view.zoom < farScale);
    classes?.toggle('ko-near', near);
    classes?.toggle('ko-calm', near || getPodIds().length > livelyPodsMax);
  }, [runtime, container]);
  // Another layout has another scale.
  useEffect(markDistance, [layout, markDistance]);
  useEffect(() => {
    const stops = [
      onViewChange(() => {
        runtime.loop.request();
        lod.viewChanged();
        markDistance();
      }),
      runtime.places.subscribe(() => {
        lod.thingsChanged();
        markDistance();
      }),
    ];
    return () => {
      for (const stop of stops) stop();
      lod.dispose();
    };
  }, [runtime, lod, onViewChange, markDistance]);

  const showAll = useCallback(() => {
    runtime.camera.moveTo(homeView(layout, sizeRef.current), !uiStore.getState().reducedMotion);
  }, [runtime, layout]);
  const zoomBy = useCallback(
    (factor: number) => {
      const middle = { x: sizeRef.current.width / 2, y: sizeRef.current.height / 2 };
      runtime.camera.moveTo(
        viewZoomed(runtime.view(), factor, middle, zoomMin),
        !uiStore.getState().reducedMotion,
      );
    },
    [runtime, zoomMin],
  );
  runtime.onPress = useCallback((id: string, { byKey, shift }: Press) => {
    const victim = uiStore.getState().killMode ? victimOf(id) : '';
    if (victim !== '') {
      void killPod(victim, shift);
      return;
    }
    select(id);
    setCard((open) => (!hasCard(id) || (open?.id === id && !byKey) ? null : { id, byKey }));
  }, []);
  const closeCard = useCallback(
    (takeFocusBack: boolean) => {
      setCard(null);
      if (takeFocusBack) container.current?.querySelector<HTMLElement>('.ko-ghost')?.focus();
    },
    [container],
  );
  // Pods that are only cells have no button of their own: the picture is asked what lies under the pointer.
  const onClickCapture = (event: React.MouseEvent): void => {
    const known = '[data-pod], .ko-port, .ko-scale, .ko-popover';
    const onKnown = event.target instanceof Element && event.target.closest(known);
    if (onKnown || !container.current) return;
    const rect = container.current.getBoundingClientRect();
    const view = runtime.view();
    const point = { x: event.clientX - rect.left - view.x, y: event.clientY - rect.top - view.y };
    const id = podAt(layout, runtime.places, { x: point.x / view.zoom, y: point.y / view.zoom });
    if (id === null || event.detail === 0) return;
    event.stopPropagation();
    runtime.press(id, { byKey: false, shift: event.shiftKey });
  };

  return (
    <div
      className={`ko-stage${killing ? ' ko-killing' : ''}`}
      onClickCapture={onClickCapture}
      onPointerDownCapture={runtime.camera.interrupt}
    >
      <ReactFlow
        nodes={nodes}
        nodeTypes={nodeTypes}
        minZoom={zoomMin}
        maxZoom={zoomMax}
        translateExtent={[
          [-width * 0.5, -height * 0.5],
          [width * 1.5, height * 1.5],
        ]}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        zoomOnDoubleClick={false}
        deleteKeyCode={null}
        onWheelCapture={runtime.camera.interrupt}
      >
        <ViewportPortal>
          <Trunks layout={layout} />
          <div className="ko-pods">
            <PodLayer layout={layout} lod={lod} />
          </div>
          <CellLayer layout={layout} lod={lod} canvasSize={canvasSize} onViewChange={onViewChange} />
          <FocusGhost
            layout={layout}
            coarse={coarse}
            canvasSize={canvasSize}
            onZoom={zoomBy}
            onShowAll={showAll}
          />
        </ViewportPortal>
      </ReactFlow>
      <HopLayer canvasSize={canvasSize} />
      {layout.arrangement === 'wide' && <ZoomControls onZoom={zoomBy} onShowAll={showAll} />}
      {card && !killing && (
        <ThingPopover
          key={card.id}
          id={card.id}
          layout={layout}
          canvasSize={canvasSize}
          takeFocus={card.byKey}
          onClose={closeCard}
        />
      )}
    </div>
  );
}

/** Gives the canvas its runtime: what its layers share and React need not know. */
function CanvasWithRuntime({ size, container }: CanvasProps) {
  const flow = useStoreApi();
  const [runtime] = useState(() =>
    createRuntime({
      get(): View {
        const [x, y, zoom] = flow.getState().transform;
        return { x, y, zoom };
      },
      set: (view) => void flow.getState().panZoom?.setViewport(view),
    }),
  );
  useEffect(() => runtime.start(), [runtime]);
  return (
    <RuntimeContext value={runtime}>
      <Canvas size={size} container={container} />
    </RuntimeContext>
  );
}

/** The canvas: control plane, workers, pods, and the messages between them. */
export function ClusterView() {
  const container = useRef<HTMLDivElement>(null);
  const size = useCanvasSize(container);
  return (
    <div ref={container} className="ko-canvas">
      <ReactFlowProvider>{size && <CanvasWithRuntime size={size} container={container} />}</ReactFlowProvider>
    </div>
  );
}
