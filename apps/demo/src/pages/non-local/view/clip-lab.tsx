import { textsOf } from '../../../i18n/language.ts';
import { positionOf } from '../clip/clip-shape.ts';
import { exampleCount } from '../clip/example-clips.ts';
import { useClip, type Clip } from '../clip/use-clip.ts';
import { nonLocalTexts } from '../non-local-texts.ts';
import { besideRun, mainRun } from '../run/non-local-run.ts';
import type { RunSettings } from '../run/run-settings.ts';
import { useLook } from '../run/use-look.ts';
import { AnswerTable } from './answer-table.tsx';
import { Drawing } from './drawing.tsx';
import { formatWeight } from './format-weight.ts';
import { FramesView } from './frames-view.tsx';

/** A clip: what the networks answer, where the block looks, and what a person draws into it. */
export function ClipLab({ settings }: { readonly settings: RunSettings }) {
  const t = textsOf(nonLocalTexts);
  const clip = useClip();
  const look = useLook(mainRun, clip.pixels, clip.query);
  const beside = useLook(besideRun, clip.pixels, clip.query);
  const block = mainRun.facts.value?.settings.block;
  const { frame, row, column } = positionOf(clip.query);
  const map = look?.map;
  const isBeside =
    mainRun.phase.value === 'empty' ? settings.isCompared : besideRun.phase.value !== 'empty';
  const answers = [
    { name: t[block ?? settings.block], look },
    ...(isBeside ? [{ name: t.nothingBetween, look: beside }] : []),
  ];
  return (
    <>
      <section class="clip-lab" aria-labelledby="inside-title">
        <h2 id="inside-title">{t.inside}</h2>
        <p>{t.insideAbout}</p>
        <ClipChoice clip={clip} />
        <FramesView
          pixels={clip.pixels}
          query={clip.query}
          map={map}
          strength={strengthOf(map, block)}
          onQuery={clip.lookFrom}
        />
        <p class="quiet map-facts" data-testid="map-facts">
          {map ? (
            <>
              {t.from(t.position(frame + 1, row + 1, column + 1))} ·{' '}
              {t.sum(formatWeight(map.reduce((sum, weight) => sum + weight, 0)))}
            </>
          ) : (
            ((look && block && t.noMap(t[block])) ?? (block ? '\u00a0' : t.needModel))
          )}
        </p>
        <h3>{t.question}</h3>
        <AnswerTable answers={answers} label={clip.label} />
      </section>
      <section class="clip-lab" aria-labelledby="draw-title">
        <h2 id="draw-title">{t.draw}</h2>
        <p>{t.drawAbout}</p>
        <Drawing clip={clip} />
      </section>
    </>
  );
}

function ClipChoice({ clip }: { readonly clip: Clip }) {
  const t = textsOf(nonLocalTexts);
  const go = (by: number) => () =>
    clip.choose(((clip.number - 1 + by + exampleCount) % exampleCount) + 1);
  return (
    <div class="buttons clip-choice">
      <button type="button" class="button" onClick={go(-1)}>
        {t.before}
      </button>
      <span class="number" aria-live="polite">
        {t.clip} {clip.number}
      </span>
      <button type="button" class="button" onClick={go(1)}>
        {t.next}
      </button>
    </div>
  );
}

/**
 * How strongly weights are coloured. Shares of all by their square root, so that small ones are seen; weights of the forms that divide by the
 * number of positions beside the largest.
 */
function strengthOf(
  map: readonly number[] | undefined,
  block: string | undefined,
): (weight: number) => number {
  if (block === 'embeddedGaussian' || block === 'gaussian') return Math.sqrt;
  const most = Math.max(1e-12, ...(map ?? []).map(Math.abs));
  return (weight) => Math.abs(weight) / most;
}
