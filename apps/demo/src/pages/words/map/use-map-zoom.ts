import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { select } from 'd3-selection';
import { zoom, zoomIdentity, zoomTransform, type D3ZoomEvent } from 'd3-zoom';
import type { MapSize } from './map-layout.ts';
import {
  mostZoom,
  transformOf,
  viewOf,
  wholeMap,
  type MapView,
  type Transform,
} from './map-view.ts';

export interface MapZoom {
  readonly transform: Transform;
  /** Whether a hand is at it, so that nothing may lag behind. */
  readonly isMoving: boolean;
  /** Makes it so many times as large, about a point of the window or its middle. */
  readonly scaleBy: (factor: number, about?: readonly [x: number, y: number]) => void;
  readonly show: (view: MapView) => void;
}

export interface MapZoomOptions {
  readonly size: MapSize;
  /** What the address tells now. */
  readonly readView: () => MapView | undefined;
  /** Told when the map rests. */
  readonly onView: (view: MapView) => void;
}

type ZoomEvent = D3ZoomEvent<HTMLElement, unknown>;

/** Zooms and moves the map by wheel, pinch and drag (d3-zoom). */
export function useMapZoom(
  frame: RefObject<HTMLElement | null>,
  { size, readView, onView }: MapZoomOptions,
): MapZoom {
  const [transform, setTransform] = useState<Transform>(zoomIdentity);
  const [isMoving, setIsMoving] = useState(false);
  const behavior = useMemo(() => zoom<HTMLElement, unknown>().scaleExtent([1, mostZoom]), []);
  const show = (wanted: MapView): void => {
    const { k, x, y } = transformOf(wanted, size);
    behavior.transform(select(frame.current!), zoomIdentity.translate(x, y).scale(k));
  };
  const latest = useRef({ size, onView, show });
  latest.current = { size, onView, show };
  const shown = useRef<MapView>(wholeMap);
  useLayoutEffect(() => {
    const window: [[number, number], [number, number]] = [
      [0, 0],
      [size.width, size.height],
    ];
    behavior.extent(window).translateExtent(window);
  }, [size]);
  useEffect(() => {
    const element = frame.current!;
    const wish = wheelWish(element);
    behavior
      .filter((event: Event) => isWanted(event, zoomTransform(element).k, wish))
      .wheelDelta(wheelDelta)
      .duration(matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 250)
      .on('start', ({ sourceEvent }: ZoomEvent) => setIsMoving(Boolean(sourceEvent)))
      .on('zoom', ({ transform: now }: ZoomEvent) => setTransform(now))
      .on('end', ({ transform: now }: ZoomEvent) => {
        setIsMoving(false);
        shown.current = viewOf(now, latest.current.size);
        latest.current.onView(shown.current);
      });
    select(element).call(behavior);
    return () => select(element).on('.zoom', null);
  }, [frame, behavior]);
  // Back and forth in the history; what the map itself has told comes without this event.
  useEffect(() => {
    const follow = (): void => {
      shown.current = readView() ?? wholeMap;
      latest.current.show(shown.current);
    };
    follow();
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  useEffect(() => {
    if (transform !== zoomIdentity) show(shown.current);
  }, [size.width, size.height]);
  return {
    transform,
    isMoving,
    scaleBy: (factor, [x, y] = [size.width / 2, size.height / 2]) =>
      behavior.scaleBy(select(frame.current!), factor, [x, y]),
    show,
  };
}

/** The wheel belongs to the page until Ctrl is held or the map has been pressed, and again once the pointer leaves. */
function wheelWish(element: HTMLElement): { isPressed: boolean } {
  const wish = { isPressed: false };
  element.addEventListener('pointerdown', () => (wish.isPressed = true));
  element.addEventListener('pointerleave', () => (wish.isPressed = false));
  return wish;
}

/** One finger moves the page while all of the map is shown: there is nothing to move in it. */
function isWanted(event: Event, scale: number, wish: { readonly isPressed: boolean }): boolean {
  if (event instanceof WheelEvent) return event.ctrlKey || event.metaKey || wish.isPressed;
  if (event instanceof MouseEvent) return event.button === 0 && !event.ctrlKey;
  return scale > 1 || ('touches' in event && (event as TouchEvent).touches.length > 1);
}

/** Powers of two: the wheel turns in steps of about 100, a trackpad pinches in small ones. */
function wheelDelta({ deltaY, deltaMode, ctrlKey }: WheelEvent): number {
  const unit = deltaMode === 1 ? 0.05 : deltaMode === 2 ? 1 : 0.004;
  return -deltaY * unit * (ctrlKey && Math.abs(deltaY) < 50 ? 3 : 1);
}
