import { colours, framePixels } from './clip-shape.ts';

/** Steps of brightness above black, for each of the three colours. */
export const brightest = 3;

/** A frame that a person has drawn into: red, green, blue `[3, 16, 16]`, each from 0 to `brightest`. */
export type DrawnFrame = Uint8Array;

const levels = colours * framePixels;
const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** A frame as the address tells it: three levels in each letter. */
export function formatFrame(frame: DrawnFrame): string {
  let text = '';
  for (let at = 0; at < levels; at += 3) {
    text += letters[frame[at]! * 16 + frame[at + 1]! * 4 + frame[at + 2]!]!;
  }
  return text;
}

/** Undefined for a text that is no frame. */
export function parseFrame(text: string | undefined): DrawnFrame | undefined {
  if (text?.length !== levels / 3) return undefined;
  const frame = new Uint8Array(levels);
  for (let n = 0; n < text.length; n++) {
    const value = letters.indexOf(text[n]!);
    if (value < 0) return undefined;
    frame.set([value >> 4, (value >> 2) & 3, value & 3], 3 * n);
  }
  return frame;
}
