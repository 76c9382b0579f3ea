/** A number of a range, with the number beside its name. */
export function Slider(props: {
  readonly name: string;
  readonly value: number;
  readonly range: { readonly least: number; readonly most: number; readonly by: number };
  readonly onChange: (value: number) => void;
}) {
  const { name, value, range, onChange } = props;
  return (
    <label class="slider">
      <span>
        {name} <span class="number">{String(value).replace('-', '−')}</span>
      </span>
      <input
        type="range"
        min={range.least}
        max={range.most}
        step={range.by}
        value={value}
        aria-label={name}
        onInput={({ currentTarget }) => onChange(Number(currentTarget.valueAsNumber.toFixed(2)))}
      />
    </label>
  );
}
