/** A choice among a few numbers. */
export function NumberChoice(props: {
  readonly name: string;
  readonly values: readonly number[];
  readonly value: number;
  readonly onChange: (value: number) => void;
}) {
  return (
    <label class="field">
      <span>{props.name}</span>
      <select
        value={props.value}
        onChange={({ currentTarget }) => props.onChange(Number(currentTarget.value))}
      >
        {props.values.map((value) => (
          <option key={value} value={value}>
            {value}
          </option>
        ))}
      </select>
    </label>
  );
}
