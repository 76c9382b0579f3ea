import { textsOf } from '../../../i18n/language.ts';
import { translateTexts } from '../translate-texts.ts';
import type { LookOutput, NextToken } from '../worker/protocol.ts';
import { BeamTreeView, NextTokens } from './beam-tree-view.tsx';
import { formatShare, visible } from '../../../live/view/format.ts';
import { tokensTo } from './tree-layout.ts';

/** What a person has put at the start of the output. */
export interface Forced {
  readonly tokens: readonly number[];
  readonly texts: readonly string[];
}

export const nothingForced: Forced = { tokens: [], texts: [] };

export interface DecisionsProps {
  readonly look: LookOutput;
  readonly forced: Forced;
  readonly onForce: (forced: Forced) => void;
}

/** The tree of beam search, in which a person may decide. */
export function Decisions({ look: { tree, next }, forced, onForce }: DecisionsProps) {
  const t = textsOf(translateTexts);
  const forceNode = (id: number): void => {
    const { nodes } = tree;
    const known = (token: number): string => nodes.find((node) => node.token === token)!.text;
    const tokens = tokensTo(nodes, id);
    onForce({ tokens, texts: tokens.map(known) });
  };
  const forceNext = ({ token, text: said }: NextToken): void =>
    onForce({ tokens: [...forced.tokens, token], texts: [...forced.texts, said] });
  return (
    <section class="inside" aria-labelledby="tree-title">
      <h3 id="tree-title">{t.tree}</h3>
      <p class="quiet">{t.treeAbout}</p>
      <p class="forced" aria-live="polite">
        {forced.tokens.length > 0 && (
          <>
            {t.forced(forced.texts.map(visible).join(' '))}{' '}
            <button type="button" class="button" onClick={() => onForce(nothingForced)}>
              {t.release}
            </button>
          </>
        )}
      </p>
      {tree.nodes.some(({ isUnknown }) => isUnknown) && <p class="quiet">{t.unknownAbout}</p>}
      <BeamTreeView tree={tree} onForce={({ id }) => forceNode(id)} />
      <NextTokens
        tokens={next}
        onForce={(token) => {
          const found = next.find((one) => one.token === token);
          if (found) forceNext(found);
        }}
      />
      <h4>{t.outputs}</h4>
      <p class="quiet">{t.outputsAbout}</p>
      <ol class="outputs">
        {tree.outputs.map(({ node, text: output, probability }) => (
          <li key={node}>
            <span class="number">{formatShare(probability)}</span>
            <span>{output || t.emptyOutput}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
