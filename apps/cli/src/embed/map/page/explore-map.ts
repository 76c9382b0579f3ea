import type { MapData } from '../map-data.ts';
import type { FollowPointers, PaintMap, Scene, View } from './scene.ts';

/**
 * Brings the page of a map to life: the map, the search, the neighbours of the chosen word. The page gets the text of this function, so
 * it uses nothing from outside its body.
 */
export function exploreMap(
  { words, maps, neighbours }: MapData,
  page: Document,
  paintMap: PaintMap,
  followPointers: FollowPointers,
): void {
  const canvas = page.querySelector<HTMLCanvasElement>('#map')!;
  const search = page.querySelector<HTMLInputElement>('#search')!;
  const find = (selector: string): Element => page.querySelector(selector)!;
  const [found, near] = [find('#found'), find('#near')];
  const [title, note] = [find('#chosen'), find('#note')];
  const context = canvas.getContext('2d')!;
  const points = new Float32Array(2 * words.length);
  let [map, selected, hovered] = [0, -1, -1];
  let view: View = { x: 0, y: 0, scale: 1 };
  let isDue = false;

  const neighboursOf = (word: number): number[] =>
    (neighbours[word] ?? []).filter((_, i) => i % 2 === 0);

  const place = (): void => {
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    const room = Math.max(40, Math.min(width, height) - 48);
    const wide = Math.max(40, width - 88);
    // The map fills the canvas both ways: its distances are no measures.
    maps[map]!.points.forEach((value, i) => {
      const [size, space] =
        i % 2 === 0 ? [width - 40, wide] : [height, Math.max(room, height - 48)];
      const base = (size - space) / 2 + (value / 10_000) * space;
      points[i] =
        view.scale * (i % 2 === 0 ? base : height - base) + (i % 2 === 0 ? view.x : view.y);
    });
  };
  const paint = (): void => {
    isDue = false;
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    const ratio = window.devicePixelRatio;
    if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
    if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    place();
    const style = getComputedStyle(page.documentElement);
    const color = (name: string): string => style.getPropertyValue(`--${name}`).trim();
    const scene: Scene = {
      words,
      points,
      width,
      height,
      selected,
      hovered,
      neighbours: neighboursOf(selected),
    };
    paintMap(context, scene, {
      text: color('text'),
      soft: color('soft'),
      page: color('page'),
      first: color('first'),
      second: color('second'),
    });
  };
  const repaint = (): void => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(paint);
  };

  const button = (label: string, choose: () => void): HTMLButtonElement => {
    const made = page.createElement('button');
    made.type = 'button';
    made.textContent = label;
    made.addEventListener('click', choose);
    return made;
  };
  const item = (...content: Node[]): HTMLLIElement => {
    const made = page.createElement('li');
    made.append(...content);
    return made;
  };
  const select = (word: number): void => {
    selected = word;
    title.textContent = words[word] ?? 'No word chosen';
    const told = neighbours[word] ?? [];
    near.replaceChildren(
      ...neighboursOf(word).map((other, n) => {
        const cosine = told[2 * n + 1]! / 1000;
        const bar = page.createElement('meter');
        bar.value = Math.max(0, cosine);
        bar.setAttribute('aria-hidden', 'true');
        const number = page.createElement('span');
        number.textContent = cosine.toFixed(2);
        return item(
          button(words[other]!, () => select(other)),
          bar,
          number,
        );
      }),
    );
    const hash = word < 0 ? ' ' : `#${encodeURIComponent(words[word]!)}`;
    // A page in a frame or without an address may not change it.
    try {
      history.replaceState(undefined, '', hash);
    } catch {}
    repaint();
  };
  /** Moves the map, at the same scale, so that a word that is not seen stands in the middle. */
  const show = (word: number): void => {
    select(word);
    place();
    const [x, y] = [points[2 * word]!, points[2 * word + 1]!];
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (x < 0 || y < 0 || x > width || y > height) {
      view = { ...view, x: view.x + width / 2 - x, y: view.y + height / 2 - y };
    }
  };
  const matches = (): number[] => {
    const wanted = search.value.trim().toLowerCase();
    if (wanted === '') return [];
    const all = words.map((_, i) => i).filter((i) => words[i]!.toLowerCase().includes(wanted));
    const rank = (i: number): number => {
      const word = words[i]!.toLowerCase();
      return word === wanted ? 0 : word.startsWith(wanted) ? 1 : 2;
    };
    return all.toSorted((a, b) => rank(a) - rank(b) || a - b).slice(0, 8);
  };
  const choose = (word: number): void => {
    search.value = '';
    found.replaceChildren();
    show(word);
  };
  search.addEventListener('input', () => {
    const some = matches();
    const items = some.map((word) => item(button(words[word]!, () => choose(word))));
    if (some.length === 0 && search.value.trim() !== '') {
      items.push(item(page.createTextNode('There is no such word on the map.')));
    }
    found.replaceChildren(...items);
  });
  search.addEventListener('keydown', (event) => {
    const [best] = matches();
    if (event.key === 'Enter' && best !== undefined) choose(best);
  });

  /** The word next to a place, if it is within reach. */
  const wordAt = (x: number, y: number, reach: number): number => {
    let [best, least] = [-1, reach];
    for (let word = 0; word < words.length; word++) {
      const distance = Math.hypot(points[2 * word]! - x, points[2 * word + 1]! - y);
      if (distance < least) [best, least] = [word, distance];
    }
    return best;
  };
  followPointers(canvas, {
    view: () => view,
    move: ({ x, y, scale }) => {
      const bounded = Math.min(60, Math.max(0.5, scale));
      if (bounded === scale) view = { x, y, scale };
      repaint();
    },
    hover: (x, y) => {
      const word = wordAt(x, y, 16);
      canvas.style.cursor = word >= 0 ? 'pointer' : 'grab';
      if (word === hovered) return;
      hovered = word;
      repaint();
    },
    choose: (x, y, isTouch) => select(wordAt(x, y, isTouch ? 28 : 16)),
  });

  for (const [n, { name }] of maps.entries()) {
    const label = page.createElement('label');
    const radio = page.createElement('input');
    radio.type = 'radio';
    radio.name = 'kind';
    radio.checked = n === 0;
    radio.addEventListener('change', () => {
      [map, view] = [n, { x: 0, y: 0, scale: 1 }];
      note.textContent = maps[n]!.note;
      repaint();
    });
    label.append(radio, ` ${name}`);
    find('#kinds').append(label);
  }
  note.textContent = maps[0]!.note;
  // At once: a frame with the old size would be drawn out of shape.
  new ResizeObserver(paint).observe(canvas);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaint);
  select(words.indexOf(decodeURIComponent(page.location.hash.slice(1))));
}
