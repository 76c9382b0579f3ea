/** Names the curves; where there are several, pressing one hides it and shows it again. */
export function ChartLegend(props: {
  readonly names: readonly string[];
  readonly hidden: readonly number[];
  readonly onPress: (curve: number) => void;
}) {
  const { names, hidden, onPress } = props;
  return (
    <ul class="legend">
      {names.map((name, n) => (
        <li key={n}>
          {names.length === 1 ? (
            <span class="legend-name">
              <CurveKey curve={n} /> {name}
            </span>
          ) : (
            <button
              type="button"
              class="legend-name"
              aria-pressed={!hidden.includes(n)}
              onClick={() => onPress(n)}
            >
              <CurveKey curve={n} /> {name}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

/** A piece of the curve as it is drawn; the chart takes its look from here. */
function CurveKey({ curve }: { readonly curve: number }) {
  return <span class={`curve-key curve-key-${curve}`} />;
}
