import { effect } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { theme } from '../app/theme.ts';
import { lookOf } from './chart-look.ts';
import type { Across, Curve, Reading, Up } from './chart-parts.ts';
import type { Plot } from './plot.ts';

interface PlotProps {
  readonly curves: readonly Curve[];
  readonly across: Across;
  readonly up: Up;
}

/**
 * Keeps a plot of the curves in the box of a figure. The library is loaded when the first chart is shown.
 * `plot` is undefined until then; `hasFailed` tells that it could not be loaded.
 */
export function usePlot(
  figure: RefObject<HTMLElement | null>,
  { curves, across, up }: PlotProps,
  onRead: (reading: Reading | undefined) => void,
): { readonly plot: Plot | undefined; readonly hasFailed: boolean } {
  const [plot, setPlot] = useState<Plot>();
  const [hasFailed, setFailed] = useState(false);
  const shown = (): { across: Across; up: Up; look: ReturnType<typeof lookOf> } => ({
    across,
    up,
    look: lookOf(figure.current!),
  });
  const latest = useRef(shown);
  latest.current = shown;

  useEffect(() => {
    let isWanted = true;
    let made: Plot | undefined;
    import('./plot.ts').then(
      (module) => {
        if (!isWanted) return;
        const box = figure.current!.querySelector<HTMLElement>('.chart-plot')!;
        made = new module.Plot(box, latest.current(), onRead);
        setPlot(made);
      },
      () => isWanted && setFailed(true),
    );
    return () => {
      isWanted = false;
      made?.destroy();
      onRead(undefined);
      setPlot(undefined);
    };
  }, [curves.length, up.scale.kind]);

  useEffect(() => plot?.show(curves, shown()), [plot, curves, across, up]);

  useEffect(() => {
    if (!plot) return undefined;
    return onColours(() => plot.restyle(lookOf(figure.current!)));
  }, [plot]);

  return { plot, hasFailed };
}

/** Calls when the colours of the page have become others. */
function onColours(changed: () => void): () => void {
  const media = ['(prefers-color-scheme: dark)', '(forced-colors: active)'].map((query) =>
    matchMedia(query),
  );
  for (const query of media) query.addEventListener('change', changed);
  const stop = effect(() => {
    if (theme.value) changed();
  });
  return () => {
    stop();
    for (const query of media) query.removeEventListener('change', changed);
  };
}
