import { format } from '../../../controls/format-number.ts';
import { NumberGrid } from '../../../controls/number-grid.tsx';
import { textsOf } from '../../../i18n/language.ts';
import { formulas, gatesOf, type CellKind, type PartName } from '../cell/cell-kind.ts';
import type { StepNumbers } from '../cell/cell-numbers.ts';
import { rowNumbers, rowsOf, type Place, type RowName } from '../cell/explain-number.ts';
import { recurrentTexts } from '../recurrent-texts.ts';
import { Formula } from './formula.tsx';
import { numberColour } from './number-colour.ts';

export interface PartViewProps {
  readonly kind: CellKind;
  readonly part: PartName;
  readonly step: StepNumbers;
  readonly place: Place | undefined;
  readonly onLook: (place: Place) => void;
}

/** A gate or a part of the new state: its equation, its rows of the parameters, its numbers. */
export function PartView({ kind, part, step, place, onLook }: PartViewProps) {
  const t = textsOf(recurrentTexts);
  const rows = rowsOf(kind, part);
  const size = step.newH.length;
  const gate = gatesOf[kind].indexOf(part);
  const rowName = rowNames(part);
  return (
    <section class="part">
      <div class="part-text">
        <h3>{t[part]}</h3>
        <Formula text={formulas[kind][part]!} />
        <p class="quiet">{partAbout(kind, part)}</p>
        {gate >= 0 && <p class="quiet">{t.parameterRows(`${gate * size}:${(gate + 1) * size}`)}</p>}
      </div>
      <NumberGrid
        label={t[part]}
        rowNames={rows.map((row) => rowName[row])}
        columnNames={Array.from({ length: size }, (_, unit) => t.unit(unit + 1))}
        marked={
          place?.part === part ? { row: rows.indexOf(place.row), column: place.unit } : undefined
        }
        onLook={(row, unit) => onLook({ part, row: rows[row]!, unit })}
        cell={(row, unit) => {
          const value = rowNumbers(kind, step, part, rows[row]!)[unit]!;
          const text = format(value);
          return {
            text,
            label: `${t.numberOf(t[part], rowName[rows[row]!], unit + 1)}: ${text}`,
            // Sums before σ or tanh say nothing new beyond 3.
            ...numberColour(value, rows[row] === 'value' ? 1 : 3),
          };
        }}
      />
    </section>
  );
}

/** What the rows of a part are called. */
export function rowNames(part: PartName): Readonly<Record<RowName, string>> {
  const t = textsOf(recurrentTexts);
  const value = part === 'h' || part === 'c' ? `${part}ₜ` : part;
  return { input: t.fromInput, state: t.fromState, value };
}

function partAbout(kind: CellKind, part: PartName): string {
  const t = textsOf(recurrentTexts);
  if (part === 'h') return { rnn: t.hRnn, gru: t.hGru, lstm: t.hLstm }[kind];
  return t[`${part}About`];
}
