/** A word of the vocabulary, to be typed or chosen. */
export function WordInput(props: {
  readonly name: string;
  readonly value: string;
  /** The id of a list of words. */
  readonly list: string;
  readonly onChange: (word: string) => void;
}) {
  return (
    <label class="field">
      <span>{props.name}</span>
      <input
        type="text"
        required
        spellcheck={false}
        autocomplete="off"
        autocapitalize="off"
        list={props.list}
        value={props.value}
        onInput={({ currentTarget }) => props.onChange(currentTarget.value)}
      />
    </label>
  );
}
