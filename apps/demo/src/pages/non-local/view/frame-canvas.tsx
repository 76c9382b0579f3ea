import { useLayoutEffect, useRef } from 'preact/hooks';
import { colours, framePixels, frames, size } from '../clip/clip-shape.ts';

export interface FrameCanvasProps {
  /** `[3, count, 16, 16]` */
  readonly pixels: Float32Array | Uint8Array;
  readonly frame: number;
  /** Frames in `pixels`. */
  readonly count?: number;
  /** What stands for full colour. */
  readonly brightest?: number;
}

/** A frame of a clip, a pixel for each of its pixels. */
export function FrameCanvas(props: FrameCanvasProps) {
  const { pixels, frame, count = frames, brightest = 1 } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = context.createImageData(size, size);
    for (let i = 0; i < framePixels; i++) {
      for (let colour = 0; colour < colours; colour++) {
        const value = pixels[(colour * count + frame) * framePixels + i]!;
        image.data[4 * i + colour] = (255 * value) / brightest;
      }
      image.data[4 * i + 3] = 255;
    }
    context.putImageData(image, 0, 0);
  }, [pixels, frame, count, brightest]);
  return <canvas class="frame-canvas" ref={canvas} width={size} height={size} aria-hidden="true" />;
}
