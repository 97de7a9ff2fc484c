import { useEffect, useRef } from 'react';
import type { TrafficView } from '../../../worker/protocol';
import {
  getService,
  getTraffic,
  getTrafficIds,
  hops,
  recentHopMsMax,
  uiStore,
  virtualNow,
} from '../../store';
import type { Size } from '../runtime/camera';
import { onThemeChange, readColors } from '../runtime/colors';
import { drawOrder } from '../runtime/loop';
import { placeOfPod } from '../pods/pod-boxes';
import { useRuntime } from '../runtime/runtime';
import { drawHops } from './draw';
import { type HopPicture, hopPicture } from './picture';

function isEmpty(picture: HopPicture): boolean {
  return Object.values(picture).every((part: readonly unknown[]) => part.length === 0);
}

function allTraffic(): readonly TrafficView[] {
  return getTrafficIds().flatMap((id) => getTraffic(id) ?? []);
}

function endpointsOf(serviceId: string): readonly string[] {
  const service = getService(serviceId);
  return service ? [...service.ready, ...service.notReady] : [];
}

/**
 * Messages on their ways: one canvas over the whole view, drawn once per frame in the loop, after the camera. The
 * picture is a function of virtual time alone, so pause, step, speed and rewind need nothing here.
 */
export function HopLayer({ canvasSize }: { readonly canvasSize: () => Size }) {
  const runtime = useRuntime();
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = ref.current;
    const context = canvas?.getContext('2d');
    if (!canvas || !context) return;
    let colors = readColors(canvas);
    let wasEmpty = true;
    const draw = (): boolean => {
      const { layout } = runtime;
      if (!layout) return false;
      const { reducedMotion, pace } = uiStore.getState();
      const now = virtualNow();
      const realNow = performance.now();
      const recent = hops.recent.map(({ hop, seenAt }) => ({ hop, ageMs: realNow - seenAt }));
      const picture = hopPicture({
        layout,
        active: hops.activeAt(now),
        recent,
        recentMsMax: recentHopMsMax,
        now,
        speed: pace.speed,
        reducedMotion,
        packets: {
          placeOf: (podId) => placeOfPod(layout, runtime.places, podId),
          traffic: allTraffic,
          endpointsOf,
        },
      });
      const empty = isEmpty(picture);
      if (!(empty && wasEmpty)) {
        fit(canvas, canvasSize());
        context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
        context.clearRect(0, 0, canvas.width, canvas.height);
        drawHops(context, picture, layout, runtime.view(), colors);
      }
      wasEmpty = empty;
      // A glow fades in real time; flights move with the frames that the worker sends.
      return recent.length > 0;
    };
    const stops = [
      runtime.loop.add(drawOrder.hops, draw),
      onThemeChange(() => {
        colors = readColors(canvas);
        runtime.loop.request();
      }),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [runtime, canvasSize]);
  return <canvas ref={ref} className="ko-hops" aria-hidden="true" />;
}

/** Sets the size of the bitmap only when it differs: setting it clears and reallocates. */
function fit(canvas: HTMLCanvasElement, size: Size): void {
  const width = Math.round(size.width * devicePixelRatio);
  const height = Math.round(size.height * devicePixelRatio);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}
