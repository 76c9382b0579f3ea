import { NumberInput } from '../../../controls/number-input.tsx';
import { textsOf } from '../../../i18n/language.ts';
import { gatesOf } from '../cell/cell-kind.ts';
import type { Weights } from '../cell/cell-numbers.ts';
import { numberRange, placeOf, weightNames, type CellState } from '../cell/cell-state.ts';
import { recurrentTexts } from '../recurrent-texts.ts';

export interface WeightsEditorProps {
  readonly state: CellState;
  /** Changes by hand as they are set; `weights` may still be computed. */
  readonly edits: CellState['edits'];
  readonly weights: Weights;
  readonly change: (changes: Partial<CellState>) => void;
}

/** All parameters of the cell, in PyTorch's names and layout. */
export function WeightsEditor({ state, edits, weights, change }: WeightsEditorProps) {
  const t = textsOf(recurrentTexts);
  const gates = gatesOf[state.kind];
  const gateOf = (row: number): string => gates[Math.floor(row / state.hiddenSize)]!;
  return (
    <details class="weights">
      <summary>{t.weights}</summary>
      <p class="quiet">{t.weightsAbout}</p>
      <div class="weight-tables">
        {weightNames.map((name) => (
          <div key={name} class="weight-table">
            <h3>
              <code>
                {name} [{weights[name].length}
                {name.startsWith('weight') && `, ${weights[name][0]!.length}`}]
              </code>
            </h3>
            <div class="grid-frame">
              <table class="grid" aria-label={name}>
                <tbody>
                  {weights[name].map((values, row) => (
                    <tr key={row} class={row % state.hiddenSize === 0 ? 'first-unit' : undefined}>
                      <th scope="row">
                        {gateOf(row)}
                        <sub>{(row % state.hiddenSize) + 1}</sub>
                      </th>
                      {values.map((value, column) => (
                        <td key={column}>
                          <NumberInput
                            value={edits[placeOf(name, row, column)] ?? value}
                            range={numberRange}
                            step={0.1}
                            label={t.weightAt(
                              name,
                              gateOf(row),
                              (row % state.hiddenSize) + 1,
                              column + 1,
                            )}
                            onChange={(changed) =>
                              change({
                                edits: { ...edits, [placeOf(name, row, column)]: changed },
                              })
                            }
                          />
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </div>
        ))}
      </div>
    </details>
  );
}
