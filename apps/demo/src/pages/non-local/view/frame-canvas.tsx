import { useEffect, useRef } from 'preact/hooks';
import { colours, framePixels, frames, size } from '../clip/clip-shape.ts';

/** A frame of a clip, a pixel for each of its pixels. */
export function FrameCanvas(props: { readonly pixels: Float32Array; readonly frame: number }) {
  const { pixels, frame } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context) return;
    const image = context.createImageData(size, size);
    for (let i = 0; i < framePixels; i++) {
      for (let colour = 0; colour < colours; colour++) {
        image.data[4 * i + colour] = 255 * pixels[(colour * frames + frame) * framePixels + i]!;
      }
      image.data[4 * i + 3] = 255;
    }
    context.putImageData(image, 0, 0);
  }, [pixels, frame]);
  return <canvas class="frame-canvas" ref={canvas} width={size} height={size} aria-hidden="true" />;
}
