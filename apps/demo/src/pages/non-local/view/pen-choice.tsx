import { textsOf } from '../../../i18n/language.ts';
import type { Pen } from '../clip/pen.ts';
import { nonLocalTexts } from '../non-local-texts.ts';

const pens: readonly Pen[] = [0, 1, 2, 'eraser'];

/** Which colour is drawn; `name` tells the choices of a page apart. */
export function PenChoice(props: {
  readonly name: string;
  readonly pen: Pen;
  readonly onChoose: (pen: Pen) => void;
}) {
  const t = textsOf(nonLocalTexts);
  const { name, pen, onChoose } = props;
  const penNames = { 0: t.red, 1: t.green, 2: t.blue, eraser: t.eraser };
  return (
    <fieldset class="tool">
      <legend>{t.pen}</legend>
      {pens.map((one) => (
        <label class="check" key={one}>
          <input type="radio" name={name} checked={pen === one} onChange={() => onChoose(one)} />
          <span class={`pen pen-${one}`} aria-hidden="true" />
          {penNames[one]}
        </label>
      ))}
    </fieldset>
  );
}
