/** An equation whose letters are italic and whose indices stand low: `W_ir x_t` has the index “ir”. */
export function Formula({ text }: { readonly text: string }) {
  return (
    <p class="formula">
      {text.split(/([A-Za-z]+_[a-z]+(?:−1)?)/).map((piece, n) => {
        const [letter, index] = piece.split('_');
        if (index === undefined) return piece;
        return (
          <span key={n}>
            <var>{letter}</var>
            <sub>{index}</sub>
          </span>
        );
      })}
    </p>
  );
}
