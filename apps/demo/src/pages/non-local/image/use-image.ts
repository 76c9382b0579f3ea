import { useEffect, useMemo, useState } from 'preact/hooks';
import { route, setQuery } from '../../../route/location.ts';
import { framePixels, size } from '../clip/clip-shape.ts';
import { formatFrame, parseFrame, type DrawnFrame } from '../clip/drawn-frame.ts';
import { useSettled } from '../clip/use-settled.ts';
import { firstImage } from './first-image.ts';

export const contrasts = [1, 2, 4, 8] as const;
const usualContrast = 4;
/** In the first disc. */
const usualQuery = 3 * size + 3;

/** The image that is looked at; the address has all of it. */
export interface ImageState {
  readonly image: DrawnFrame;
  readonly isDrawn: boolean;
  readonly contrast: number;
  readonly query: number;
  /** Nothing until it was computed for the first time. */
  readonly map: readonly number[] | undefined;
  /** Undefined takes the first image back. */
  readonly draw: (image: DrawnFrame | undefined) => void;
  readonly lookFrom: (place: number) => void;
  readonly setContrast: (contrast: number) => void;
}

export function useImage(): ImageState {
  const told = route.value.query;
  const [fresh, setFresh] = useSettled((image: DrawnFrame) =>
    setQuery({ image: formatFrame(image) }),
  );
  const parsed = useMemo(() => parseFrame(told['image']), [told['image']]);
  const image = fresh ?? parsed ?? firstImage;
  const contrast = contrasts.find((known) => known === Number(told['contrast'])) ?? usualContrast;
  const place = Number(told['from'] ?? usualQuery);
  const query = Number.isInteger(place) && place >= 0 && place < framePixels ? place : usualQuery;
  return {
    image,
    isDrawn: image !== firstImage,
    contrast,
    query,
    map: useMap(image, contrast, query),
    draw: (drawn) => {
      setFresh(drawn);
      if (!drawn) setQuery({ image: undefined });
    },
    lookFrom: (from) => setQuery({ from: from === usualQuery ? undefined : String(from) }),
    setContrast: (value) =>
      setQuery({ contrast: value === usualContrast ? undefined : String(value) }),
  };
}

function useMap(image: DrawnFrame, contrast: number, query: number): number[] | undefined {
  const [map, setMap] = useState<number[]>();
  const [fault, setFault] = useState<unknown>();
  useEffect(() => {
    let isWanted = true;
    import('./image-map.ts')
      .then(({ imageMap }) => imageMap({ image, contrast, query }))
      .then(
        (found) => isWanted && setMap(found),
        (error: unknown) => isWanted && setFault(error),
      );
    return () => {
      isWanted = false;
    };
  }, [image, contrast, query]);
  if (fault !== undefined) throw fault;
  return map;
}
