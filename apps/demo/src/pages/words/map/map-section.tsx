import { useEffect, useState } from 'preact/hooks';
import { Choice } from '../../../controls/choice.tsx';
import { language, textsOf } from '../../../i18n/language.ts';
import { useBegun } from '../../../live/view/begun.tsx';
import { route, setQuery } from '../../../route/location.ts';
import type { WordsRun } from '../run/words-run.ts';
import type { MapKind } from '../worker/protocol.ts';
import { wordsTexts } from '../words-texts.ts';
import { AnsweredAt } from '../view/answered-at.tsx';
import { FaultNotice } from '../view/fault-notice.tsx';
import { Legend } from './legend.tsx';
import { FindWord } from './find-word.tsx';
import { RankedList } from '../view/ranked-list.tsx';
import { useAnswer } from '../view/use-answer.ts';
import { formatView, parseView } from './map-view.ts';
import { WordMap } from './word-map.tsx';
import './map.css';

const rows = 10;
/** Near words that are marked on the map. */
const marked = 5;

/** The map that moves as it learns, and the nearest words of one of them. */
export function MapSection({ run, list }: { readonly run: WordsRun; readonly list: string }) {
  const t = textsOf(wordsTexts);
  const facts = run.facts.value;
  const look = run.seen.value;
  const isBegun = useBegun(run);
  const isTraining = run.phase.value === 'training';
  const kind: MapKind = route.value.query['map'] === 'umap' ? 'umap' : 'pca';
  const selected = route.value.query['word'] ?? facts?.examples.word ?? '';
  const [hovered, setHovered] = useState<string>();
  const word = hovered ?? selected;
  const { answer, step, fault } = useAnswer(
    () => (word === '' || !look ? undefined : nearestTo(run, word)),
    [run, word, look],
  );
  const near = answer?.near ?? [];
  // The words of the list are those of its title, also while others are asked for.
  const listed = answer?.word ?? word;
  useEffect(() => {
    // While it learns, looks come by themselves.
    if (facts && !isTraining) void run.look(kind);
  }, [run, facts, isTraining, kind]);
  const choose = (chosen: string): void => {
    setQuery({ word: chosen === facts?.examples.word ? undefined : chosen });
    setHovered(undefined);
  };
  if (!isBegun) {
    return (
      <section class="try-out" aria-labelledby="map-title">
        <h2 id="map-title">{t.map}</h2>
        <p>{t.mapEmpty}</p>
      </section>
    );
  }
  return (
    <section class="try-out" aria-labelledby="map-title">
      <div class="map-head">
        <h2 id="map-title">{t.map}</h2>
        <Choice
          name={t.mapKind}
          values={['pca', 'umap']}
          value={kind}
          textOf={(name) => t[name]}
          onChange={(name) =>
            setQuery({ map: name === 'umap' ? 'umap' : undefined, view: undefined })
          }
        />
      </div>
      <p class="two-lines">{kind === 'pca' ? t.pcaAbout : t.umapAbout}</p>
      <div class="map-columns">
        {facts && look ? (
          <WordMap
            key={kind}
            facts={facts}
            look={look}
            selected={selected}
            near={new Set(near.slice(0, marked).map((one) => one.word))}
            onSelect={choose}
            onHover={setHovered}
            readView={() => parseView(route.peek().query['view'])}
            onView={(view) => setQuery({ view: formatView(view) })}
          />
        ) : (
          <p class="word-map is-empty">{t.mapEmpty}</p>
        )}
        <div class="near-words">
          <FindWord list={list} isReady={facts !== undefined} onFind={choose} />
          <FaultNotice fault={fault} />
          <RankedList
            title={listed ? t.nearestTo(listed) : t.nearest}
            rows={rows}
            items={near.map((one) => ({
              word: one.word,
              share: one.similarity,
              text: one.similarity.toFixed(2),
            }))}
            onChoose={choose}
          />
          <AnsweredAt step={step} />
        </div>
      </div>
      <Legend groups={facts?.groups.map((names) => names[language.value]) ?? []} />
    </section>
  );
}

async function nearestTo(run: WordsRun, word: string) {
  const { answer, step } = await run.call('neighbours', word);
  return { answer: { word, near: answer }, step };
}
