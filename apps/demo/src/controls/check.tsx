/** A box to check, with its text behind it. */
export function Check(props: {
  readonly text: string;
  readonly isChecked: boolean;
  readonly isDisabled?: boolean;
  readonly onChange: (isChecked: boolean) => void;
}) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={props.isChecked}
        disabled={props.isDisabled}
        onChange={({ currentTarget }) => props.onChange(currentTarget.checked)}
      />
      {props.text}
    </label>
  );
}
