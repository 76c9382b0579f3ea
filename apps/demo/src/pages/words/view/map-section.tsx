import { useEffect, useState } from 'preact/hooks';
import { language, textsOf } from '../../../i18n/language.ts';
import { route, setQuery } from '../../../route/location.ts';
import type { WordsRun } from '../run/words-run.ts';
import type { MapKind } from '../worker/protocol.ts';
import { wordsTexts } from '../words-texts.ts';
import { FaultNotice } from './fault-notice.tsx';
import { Legend } from './legend.tsx';
import { FindWord } from './find-word.tsx';
import { RankedList } from './ranked-list.tsx';
import { useAnswer } from './use-answer.ts';
import { WordMap } from './word-map.tsx';

const rows = 10;
/** Near words that are marked on the map. */
const marked = 5;

/** The map that moves as it learns, and the nearest words of one of them. */
export function MapSection({ run, list }: { readonly run: WordsRun; readonly list: string }) {
  const t = textsOf(wordsTexts);
  const facts = run.facts.value;
  const look = run.seen.value;
  const isTraining = run.phase.value === 'training';
  const kind: MapKind = route.value.query['map'] === 'umap' ? 'umap' : 'pca';
  const selected = route.value.query['word'] ?? facts?.examples.word ?? '';
  const [hovered, setHovered] = useState<string>();
  const word = hovered ?? selected;
  const { answer: near = [], fault } = useAnswer(
    () => (word === '' || !look ? undefined : run.call('neighbours', word)),
    [run, word, look],
  );
  useEffect(() => {
    // While it learns, looks come by themselves.
    if (facts && !isTraining) void run.look(kind);
  }, [run, facts, isTraining, kind]);
  const choose = (chosen: string): void => {
    setQuery({ word: chosen === facts?.examples.word ? undefined : chosen });
    setHovered(undefined);
  };
  return (
    <section class="try-out" aria-labelledby="map-title">
      <div class="map-head">
        <h2 id="map-title">{t.map}</h2>
        <label class="field">
          <span>{t.mapKind}</span>
          <select
            value={kind}
            onChange={({ currentTarget }) =>
              setQuery({ map: currentTarget.value === 'umap' ? 'umap' : undefined })
            }
          >
            <option value="pca">{t.pca}</option>
            <option value="umap">{t.umap}</option>
          </select>
        </label>
      </div>
      <p class="two-lines">{kind === 'pca' ? t.pcaAbout : t.umapAbout}</p>
      <div class="map-columns">
        {facts && look ? (
          <WordMap
            facts={facts}
            look={look}
            selected={selected}
            near={new Set(near.slice(0, marked).map((one) => one.word))}
            onSelect={choose}
            onHover={setHovered}
          />
        ) : (
          <p class="word-map is-empty">{t.mapEmpty}</p>
        )}
        <div class="near-words">
          <FindWord list={list} isReady={facts !== undefined} onFind={choose} />
          <FaultNotice fault={fault} />
          <RankedList
            title={word ? t.nearestTo(word) : t.nearest}
            rows={rows}
            items={near.map((one) => ({
              word: one.word,
              share: one.similarity,
              text: one.similarity.toFixed(2),
            }))}
            onChoose={choose}
          />
        </div>
      </div>
      <Legend groups={facts?.groups.map((names) => names[language.value]) ?? []} />
    </section>
  );
}
