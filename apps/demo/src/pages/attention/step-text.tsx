export interface StepTextProps {
  readonly title: string;
  readonly text: string;
  readonly hint?: string | undefined;
}

/** What a step is called, and what it does. */
export function StepText({ title, text, hint }: StepTextProps) {
  return (
    <div class="step-text">
      <h2>{title}</h2>
      <p>{text}</p>
      {hint && <p class="quiet">{hint}</p>}
    </div>
  );
}
