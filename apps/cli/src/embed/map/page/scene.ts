/** What is drawn: words at places of the canvas, and which of them matter. */
export interface Scene {
  readonly words: readonly string[];
  /** x and y of each word in turn, in CSS pixels. */
  readonly points: Float32Array;
  readonly width: number;
  readonly height: number;
  /** -1: none. */
  readonly selected: number;
  readonly hovered: number;
  readonly neighbours: readonly number[];
}

export interface Colors {
  readonly text: string;
  readonly soft: string;
  readonly page: string;
  readonly first: string;
  readonly second: string;
}

export type PaintMap = (context: CanvasRenderingContext2D, scene: Scene, colors: Colors) => void;

/** How the map lies on the canvas: a place p of it is at `scale * p + (x, y)`. */
export interface View {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

export interface PointerEvents {
  readonly view: () => View;
  readonly move: (view: View) => void;
  readonly hover: (x: number, y: number) => void;
  readonly choose: (x: number, y: number, isTouch: boolean) => void;
}

export type FollowPointers = (canvas: HTMLCanvasElement, events: PointerEvents) => void;
