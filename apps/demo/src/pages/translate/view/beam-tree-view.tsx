import { textsOf } from '../../../i18n/language.ts';
import { translateTexts } from '../translate-texts.ts';
import type { NextToken, ViewNode, ViewTree } from '../worker/protocol.ts';
import { formatShare, visible } from '../../../live/view/format.ts';
import { layOut, type PlacedNode } from './tree-layout.ts';

const columnWidth = 76;
const rowHeight = 46;
const nodeWidth = 58;
const nodeHeight = 36;

export interface BeamTreeViewProps {
  readonly tree: ViewTree;
  readonly onForce: (node: ViewNode) => void;
}

/** The tree of beam search. Every token is a button that forces it. */
export function BeamTreeView({ tree, onForce }: BeamTreeViewProps) {
  const t = textsOf(translateTexts);
  const { nodes, rows, columns } = layOut(tree);
  const [width, height] = [columns * columnWidth, rows * rowHeight];
  return (
    <div class="tree-frame" tabIndex={0} role="group" aria-label={t.tree}>
      <div class="tree" style={{ width: `${width}px`, height: `${height}px` }}>
        <svg width={width} height={height} aria-hidden="true">
          {nodes.slice(1).map((node) => (
            <path
              key={node.id}
              class={`tree-edge${node.isKept ? '' : ' is-dropped'}${node.isBest ? ' is-best' : ''}`}
              d={edge(nodes[node.parent]!, node)}
            />
          ))}
        </svg>
        {nodes.map((node) => (
          <TreeButton key={node.id} node={node} onForce={onForce} />
        ))}
      </div>
    </div>
  );
}

function TreeButton({
  node,
  onForce,
}: {
  readonly node: PlacedNode;
  readonly onForce: BeamTreeViewProps['onForce'];
}) {
  const t = textsOf(translateTexts);
  const isRoot = node.parent < 0;
  const text = isRoot ? t.treeStart : node.isEnd ? t.treeEnd : visible(node.text);
  const share = formatShare(node.probability);
  const state = node.isForced ? t.nodeForced : node.isKept ? t.nodeKept : t.nodeDropped;
  const classes = [
    'tree-node',
    !node.isKept && 'is-dropped',
    node.isBest && 'is-best',
    node.isForced && 'is-forced',
    node.isEnd && 'is-end',
  ];
  return (
    <button
      type="button"
      class={classes.filter(Boolean).join(' ')}
      style={{ left: `${leftOf(node)}px`, top: `${node.row * rowHeight}px` }}
      aria-label={isRoot ? text : t.node(text, share, state)}
      onClick={() => onForce(node)}
    >
      <span class="tree-token">{text}</span> {!isRoot && <span class="tree-share">{share}</span>}
    </button>
  );
}

/** The tokens that may come next, each with its share. */
export function NextTokens(props: {
  readonly tokens: readonly NextToken[];
  readonly onForce: (token: number) => void;
}) {
  const t = textsOf(translateTexts);
  return (
    <div class="next-tokens">
      <h4>{t.nextTokens}</h4>
      {props.tokens.length === 0 && <p class="quiet">{t.nothingAfterEnd}</p>}
      <div class="buttons">
        {props.tokens.map(({ token, text, probability }) => (
          <button key={token} type="button" class="chip" onClick={() => props.onForce(token)}>
            <span class="tree-token">{visible(text)}</span>{' '}
            <span class="tree-share">{formatShare(probability)}</span>
          </button>
        ))}
      </div>
    </div>
  );
}

function leftOf({ depth }: PlacedNode): number {
  return (depth + 1) * columnWidth;
}

function edge(from: PlacedNode, to: PlacedNode): string {
  const [x1, y1] = [leftOf(from) + nodeWidth, from.row * rowHeight + nodeHeight / 2];
  const [x2, y2] = [leftOf(to), to.row * rowHeight + nodeHeight / 2];
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}
