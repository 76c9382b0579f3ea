/** A button that opens a file; the same file may be opened again. */
export function FileButton(props: {
  readonly text: string;
  /** Kinds of files, as the attribute `accept` takes them. */
  readonly accept: string;
  readonly onOpen: (file: File) => void;
}) {
  return (
    <label class="button file-button">
      {props.text}
      <input
        type="file"
        class="visually-hidden"
        accept={props.accept}
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          currentTarget.value = '';
          if (file) props.onOpen(file);
        }}
      />
    </label>
  );
}
