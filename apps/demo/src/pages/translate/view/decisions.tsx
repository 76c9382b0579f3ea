import { useEffect, useState } from 'preact/hooks';
import { ErrorView } from '../../../app/error-view.tsx';
import { textsOf } from '../../../i18n/language.ts';
import type { TranslateRun } from '../run/translate-run.ts';
import { translateTexts } from '../translate-texts.ts';
import type { NextToken, ViewTree } from '../worker/protocol.ts';
import { BeamTreeView, NextTokens } from './beam-tree-view.tsx';
import { formatShare, visible } from '../../../live/view/format.ts';
import { tokensTo } from './tree-layout.ts';

interface Forced {
  readonly tokens: readonly number[];
  readonly texts: readonly string[];
}

interface Seen {
  readonly tree: ViewTree;
  readonly next: readonly NextToken[];
}

export interface DecisionsProps {
  readonly run: TranslateRun;
  readonly asked: { readonly text: string; readonly beam: number };
}

/** The tree of beam search, in which a person may decide. */
export function Decisions({ run, asked: { text, beam } }: DecisionsProps) {
  const t = textsOf(translateTexts);
  const [forced, setForced] = useState<Forced>({ tokens: [], texts: [] });
  const [seen, setSeen] = useState<Seen>();
  const [fault, setFault] = useState<unknown>();
  useEffect(() => {
    let isWanted = true;
    const prefix = forced.tokens;
    const look = async (): Promise<void> => {
      try {
        const tree = await run.tree({ text, beam, prefix });
        const next = await run.next({ text, prefix });
        if (isWanted) setSeen({ tree, next });
      } catch (error) {
        if (isWanted) setFault(error);
      }
    };
    void look();
    return () => {
      isWanted = false;
    };
  }, [run, text, beam, forced]);
  const forceNode = (id: number): void => {
    const { nodes } = seen!.tree;
    const known = (token: number): string => nodes.find((node) => node.token === token)!.text;
    const tokens = tokensTo(nodes, id).filter((token) => token !== endToken(nodes));
    setForced({ tokens, texts: tokens.map(known) });
  };
  const forceNext = ({ token, text: said }: NextToken): void =>
    setForced({ tokens: [...forced.tokens, token], texts: [...forced.texts, said] });
  if (fault !== undefined) return <ErrorView error={fault} />;
  return (
    <section class="inside" aria-labelledby="tree-title">
      <h3 id="tree-title">{t.tree}</h3>
      <p class="quiet">{t.treeAbout}</p>
      <p class="forced" aria-live="polite">
        {forced.tokens.length > 0 && (
          <>
            {t.forced(forced.texts.map(visible).join(' '))}{' '}
            <button
              type="button"
              class="button"
              onClick={() => setForced({ tokens: [], texts: [] })}
            >
              {t.release}
            </button>
          </>
        )}
      </p>
      {seen && (
        <>
          <BeamTreeView tree={seen.tree} onForce={({ id }) => forceNode(id)} />
          <NextTokens
            tokens={seen.next}
            onForce={(token) => {
              const found = seen.next.find((one) => one.token === token);
              if (found) forceNext(found);
            }}
          />
          <h4>{t.outputs}</h4>
          <ol class="outputs">
            {seen.tree.outputs.map(({ node, text: output, probability }) => (
              <li key={node}>
                <span class="number">{formatShare(probability)}</span>
                <span>{output || t.emptyOutput}</span>
              </li>
            ))}
          </ol>
        </>
      )}
    </section>
  );
}

/** [end] ends an output, so it cannot be forced before other tokens. */
function endToken(nodes: ViewTree['nodes']): number | undefined {
  return nodes.find(({ isEnd }) => isEnd)?.token;
}
