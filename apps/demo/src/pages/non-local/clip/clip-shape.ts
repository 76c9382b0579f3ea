/** Frames of a clip; the last one is the cue. */
export const frames = 4;
/** Height and width of a frame, in pixels. */
export const size = 16;
/** Red, green, blue. */
export const colours = 3;
/** Height and width of the digits that are drawn into frames. */
export const digitSize = 12;
/** Rows and columns of positions that the block sees in a frame. */
export const places = size / 4;

export const framePixels = size * size;
export const framePlaces = places * places;
export const allPlaces = frames * framePlaces;

/** A position that the block sees. */
export interface Position {
  readonly frame: number;
  readonly row: number;
  readonly column: number;
}

export function positionOf(place: number): Position {
  const within = place % framePlaces;
  return {
    frame: Math.floor(place / framePlaces),
    row: Math.floor(within / places),
    column: within % places,
  };
}

/** Its number among all positions, frame by frame and row by row. */
export function placeOf({ frame, row, column }: Position): number {
  return frame * framePlaces + row * places + column;
}
