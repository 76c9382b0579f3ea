import type { Colors, Scene } from './scene.ts';

/**
 * Draws the points, and names as many words as have room: those that matter, then the most frequent. The page gets the text of this
 * function, so it uses nothing from outside its body.
 */
export function paintMap(
  context: CanvasRenderingContext2D,
  { words, points, width, height, selected, hovered, neighbours }: Scene,
  { text, soft, page, first, second }: Colors,
): void {
  context.clearRect(0, 0, width, height);
  const near = new Set(neighbours);
  const marked = [selected, hovered, ...neighbours].filter((word) => word >= 0);
  const dot = (word: number, radius: number, color: string): void => {
    context.fillStyle = color;
    context.beginPath();
    context.arc(points[2 * word]!, points[2 * word + 1]!, radius, 0, 2 * Math.PI);
    context.fill();
  };
  const isSeen = (word: number): boolean => {
    const [x, y] = [points[2 * word]!, points[2 * word + 1]!];
    return x > -40 && x < width + 40 && y > -20 && y < height + 20;
  };
  const colorOf = (word: number): string => {
    if (word === selected) return first;
    return near.has(word) ? second : text;
  };

  context.globalAlpha = selected >= 0 ? 0.35 : 0.6;
  for (let word = words.length - 1; word >= 0; word--) if (isSeen(word)) dot(word, 2, soft);
  context.globalAlpha = 0.5;
  context.lineWidth = 1;
  context.strokeStyle = second;
  for (const word of selected >= 0 ? neighbours : []) {
    context.beginPath();
    context.moveTo(points[2 * selected]!, points[2 * selected + 1]!);
    context.lineTo(points[2 * word]!, points[2 * word + 1]!);
    context.stroke();
  }
  context.globalAlpha = 1;
  for (const word of marked.toReversed()) dot(word, word === selected ? 5 : 4, colorOf(word));

  // Names take boxes of a grid, so that none lies on another.
  const [column, row] = [10, 18];
  const taken = new Set<number>();
  const boxOf = (x: number, y: number): number =>
    Math.floor(y / row) * 4096 + Math.floor(x / column) + 1024;
  const name = (word: number, isMarked: boolean): void => {
    const [x, y] = [points[2 * word]! + 6, points[2 * word + 1]!];
    const label = words[word]!;
    const end = x + context.measureText(label).width;
    const boxes: number[] = [];
    for (let at = x - 4; at <= end + 4; at += column) {
      boxes.push(boxOf(at, y - 7), boxOf(at, y + 7));
    }
    const isFree = !boxes.some((box) => taken.has(box));
    if (!isFree && word !== selected && word !== hovered) return;
    for (const box of boxes) taken.add(box);
    if (isMarked) {
      context.strokeStyle = page;
      context.lineWidth = 4;
      context.strokeText(label, x, y);
    }
    context.globalAlpha = isMarked || selected < 0 ? 1 : 0.55;
    context.fillStyle = isMarked ? colorOf(word) : text;
    context.fillText(label, x, y);
    context.globalAlpha = 1;
  };
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.font = '600 14px system-ui, sans-serif';
  for (const word of marked) if (isSeen(word)) name(word, true);
  context.font = '13px system-ui, sans-serif';
  for (let word = 0; word < words.length; word++) {
    if (isSeen(word) && word !== selected && word !== hovered && !near.has(word)) name(word, false);
  }
}
