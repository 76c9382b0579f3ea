import { useMemo } from 'preact/hooks';
import { route, setQuery } from '../../../route/location.ts';
import { whole } from '../../../route/settings.ts';
import { allPlaces, frames, placeOf } from './clip-shape.ts';
import { formatFrame, parseFrame, type DrawnFrame } from './drawn-frame.ts';
import { exampleClip, exampleCount, levelsOf, withDrawn } from './example-clips.ts';
import { useSettled } from './use-settled.ts';

type Drawn = readonly (DrawnFrame | undefined)[];

/** The clip that is looked at. The address has all of it: the example's number, frames drawn over it, the position that looks. */
export interface Clip {
  readonly number: number;
  /** `[3, frames, 16, 16]` */
  readonly pixels: Float32Array;
  /** The digit of an example; nothing once it was drawn into. */
  readonly label: number | undefined;
  readonly isDrawn: boolean;
  readonly query: number;
  readonly choose: (number: number) => void;
  readonly lookFrom: (place: number) => void;
  /** A frame in the levels in which it is drawn. */
  readonly levels: (frame: number) => DrawnFrame;
  /** Undefined takes the example's frame back. */
  readonly draw: (frame: number, levels: DrawnFrame | undefined) => void;
}

/** Of drawn frames in the address. */
export const frameNames = Array.from({ length: frames }, (_, frame) => `frame${frame + 1}`);
const nothing: Drawn = frameNames.map(() => undefined);
/** In the middle of the cue. */
const usualQuery = placeOf({ frame: frames - 1, row: 1, column: 1 });

export function useClip(): Clip {
  const told = route.value.query;
  const number = whole(told['clip'], 1, exampleCount) ?? 1;
  const query = whole(told['at'], 0, allPlaces - 1) ?? usualQuery;
  const texts = frameNames.map((name) => told[name] ?? '');
  const [fresh, setFresh] = useSettled<Drawn>(tell);
  const parsed = useMemo(() => texts.map((text) => parseFrame(text)), [texts.join()]);
  const drawn = fresh ?? parsed;
  const example = useMemo(() => exampleClip(number), [number]);
  const pixels = useMemo(() => withDrawn(example.pixels, drawn), [example, drawn]);
  const isDrawn = drawn.some((frame) => frame !== undefined);
  return {
    number,
    pixels,
    label: isDrawn ? undefined : example.label,
    isDrawn,
    query,
    choose: (next) => {
      setFresh(undefined);
      tell(nothing);
      setQuery({ clip: next === 1 ? undefined : String(next) });
    },
    lookFrom: (place) => setQuery({ at: place === usualQuery ? undefined : String(place) }),
    levels: (frame) => drawn[frame] ?? levelsOf(example.pixels, frame),
    draw: (frame, levels) => setFresh(drawn.map((own, n) => (n === frame ? levels : own))),
  };
}

function tell(drawn: Drawn): void {
  const texts = drawn.map((frame) => frame && formatFrame(frame));
  setQuery(Object.fromEntries(frameNames.map((name, n) => [name, texts[n]])));
}
