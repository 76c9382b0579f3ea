import { format } from '../../controls/format-number.ts';
import { NumberGrid, type NumberGridProps } from '../../controls/number-grid.tsx';
import { textsOf } from '../../i18n/language.ts';
import { listed, named } from '../../i18n/punctuation.ts';
import type { Matrix } from './attention-state.ts';
import { attentionTexts } from './attention-texts.ts';
import type { Place, Step } from './explain.ts';

/** Which number is looked at, and who is told. */
export interface Looking {
  readonly words: readonly string[];
  readonly place: Place | undefined;
  readonly onLook: (place: Place) => void;
}

export interface ExplainedGridProps extends Partial<
  Pick<NumberGridProps, 'columnNames' | 'cell' | 'onPress'>
> {
  readonly looking: Looking;
  readonly step: Step;
  readonly head?: number;
  readonly label: string;
  readonly matrix: Matrix;
}

/** Numbers with a row for each token, which are explained when they are looked at. */
export function ExplainedGrid(props: ExplainedGridProps) {
  const { looking, step, head = 0, label, matrix } = props;
  const { words, place, onLook } = looking;
  const t = textsOf(attentionTexts);
  const plain: NumberGridProps['cell'] = (row, column) => {
    const text = format(matrix[row]![column]!);
    return { text, label: named(listed(words[row]!, t.column(column + 1)), text) };
  };
  return (
    <NumberGrid
      label={label}
      rowNames={words}
      columnNames={props.columnNames ?? matrix[0]!.map((_, column) => String(column + 1))}
      marked={place?.step === step && place.head === head ? place : undefined}
      cell={props.cell ?? plain}
      onLook={(row, column) => onLook({ step, head, row, column })}
      {...(props.onPress && { onPress: props.onPress })}
    />
  );
}

/** The same with a heading of its own. */
export function TitledGrid(props: ExplainedGridProps & { readonly title?: string }) {
  return (
    <div class="matrix">
      <h3>{props.title ?? props.label}</h3>
      <ExplainedGrid {...props} />
    </div>
  );
}
