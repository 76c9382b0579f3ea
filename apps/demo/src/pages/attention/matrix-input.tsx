import { NumberInput } from '../../controls/number-input.tsx';
import { textsOf } from '../../i18n/language.ts';
import { attentionTexts } from './attention-texts.ts';
import { numberRange, type Matrix } from './attention-state.ts';

export interface MatrixInputProps {
  readonly name: string;
  readonly words: readonly string[];
  readonly matrix: Matrix;
  readonly onChange: (row: number, column: number, value: number) => void;
}

/** A matrix whose numbers can be changed. */
export function MatrixInput({ name, words, matrix, onChange }: MatrixInputProps) {
  const t = textsOf(attentionTexts);
  return (
    <div class="matrix">
      <h3>{name}</h3>
      <div class="grid-frame">
        <table class="grid" aria-label={name}>
          <tbody>
            {matrix.map((row, i) => (
              <tr key={i}>
                <th scope="row">{words[i]}</th>
                {row.map((value, j) => (
                  <td key={j}>
                    <NumberInput
                      value={value}
                      range={numberRange}
                      step={0.1}
                      label={t.numbers(name, words[i]!, j + 1)}
                      onChange={(changed) => onChange(i, j, changed)}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
