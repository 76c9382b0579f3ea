import './explanation.css';

export interface ExplanationProps {
  /** What the box is called. */
  readonly label: string;
  /** Of the number that is looked at; undefined for none. */
  readonly title: string | undefined;
  readonly lines: readonly string[];
  /** What is said where no number is looked at. */
  readonly nothing: string;
}

/** How the number that is looked at comes about; it stays in sight below what it explains. */
export function Explanation({ label, title, lines, nothing }: ExplanationProps) {
  return (
    <aside class="explanation" aria-live="polite" aria-label={label}>
      {title === undefined ? (
        <p key="nothing" class="explanation-box explanation-nothing quiet">
          {nothing}
        </p>
      ) : (
        <div key="number" class="explanation-box">
          <h3>{title}</h3>
          {lines.map((line, n) => (
            <p key={n} class="number">
              {line}
            </p>
          ))}
        </div>
      )}
    </aside>
  );
}
