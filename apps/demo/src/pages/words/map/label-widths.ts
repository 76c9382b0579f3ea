/** Room at both sides of a label. */
const padding = 8;

const pen = document.createElement('canvas').getContext('2d');
const known = new Map<string, number>();

/** How wide the labels of words are in pixels, in the strongest type that the map has. */
export function labelWidths(words: readonly string[]): number[] {
  if (pen) pen.font = `600 13px ${getComputedStyle(document.body).fontFamily}`;
  return words.map((word) => {
    const width = known.get(word) ?? padding + (pen?.measureText(word).width ?? 8 * word.length);
    known.set(word, width);
    return width;
  });
}
