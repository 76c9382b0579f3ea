import type { PointerEvents, View } from './scene.ts';

/**
 * Drags and zooms a view with mouse, wheel and fingers, and tells of hovers and clicks. The page gets the text of this function, so it
 * uses nothing from outside its body.
 */
export function followPointers(
  canvas: HTMLCanvasElement,
  { view, move, hover, choose }: PointerEvents,
): void {
  const down = new Map<number, readonly [x: number, y: number]>();
  let travelled = 0;
  const placeOf = (event: MouseEvent): readonly [number, number] => {
    const { left, top } = canvas.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  };
  /** The view, enlarged about a place that stays. */
  const zoomed = (factor: number, atX: number, atY: number): View => {
    const { x, y, scale } = view();
    return { x: atX - factor * (atX - x), y: atY - factor * (atY - y), scale: factor * scale };
  };
  canvas.addEventListener('pointerdown', (event) => {
    canvas.setPointerCapture(event.pointerId);
    if (down.size === 0) travelled = 0;
    down.set(event.pointerId, placeOf(event));
  });
  canvas.addEventListener('pointermove', (event) => {
    const [x, y] = placeOf(event);
    const before = down.get(event.pointerId);
    if (!before) return hover(x, y);
    const [dx, dy] = [x - before[0], y - before[1]];
    travelled += Math.abs(dx) + Math.abs(dy);
    down.set(event.pointerId, [x, y]);
    const other = [...down].find(([id]) => id !== event.pointerId)?.[1];
    if (!other) return move({ ...view(), x: view().x + dx, y: view().y + dy });
    const factor =
      Math.max(1, Math.hypot(x - other[0], y - other[1])) /
      Math.max(1, Math.hypot(before[0] - other[0], before[1] - other[1]));
    const { x: left, y: top, scale } = zoomed(factor, other[0], other[1]);
    move({ x: left + dx / 2, y: top + dy / 2, scale });
  });
  const lift = (event: PointerEvent): void => {
    const isClick = down.delete(event.pointerId) && travelled < 6 && event.type === 'pointerup';
    if (isClick) choose(...placeOf(event), event.pointerType === 'touch');
  };
  canvas.addEventListener('pointerup', lift);
  canvas.addEventListener('pointercancel', lift);
  canvas.addEventListener('pointerleave', () => hover(-1e9, -1e9));
  canvas.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const lines = event.deltaMode === 0 ? 1 : 16;
      move(zoomed(Math.exp(-0.002 * lines * event.deltaY), ...placeOf(event)));
    },
    { passive: false },
  );
  const center = (): readonly [number, number] => [canvas.clientWidth / 2, canvas.clientHeight / 2];
  const keys: Readonly<Record<string, (now: View) => View>> = {
    ArrowLeft: (now) => ({ ...now, x: now.x + 60 }),
    ArrowRight: (now) => ({ ...now, x: now.x - 60 }),
    ArrowUp: (now) => ({ ...now, y: now.y + 60 }),
    ArrowDown: (now) => ({ ...now, y: now.y - 60 }),
    '+': () => zoomed(1.4, ...center()),
    '=': () => zoomed(1.4, ...center()),
    '-': () => zoomed(1 / 1.4, ...center()),
    '0': () => ({ x: 0, y: 0, scale: 1 }),
  };
  canvas.addEventListener('keydown', (event) => {
    const change = keys[event.key];
    if (!change || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move(change(view()));
  });
}
