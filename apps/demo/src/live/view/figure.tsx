export interface FigureProps {
  readonly name: string;
  readonly value: string;
  readonly about?: string | undefined;
  /** The one that matters most. */
  readonly isStrong?: boolean;
}

/** A number with its name, in a list of class `figures`. */
export function Figure({ name, value, about, isStrong }: FigureProps) {
  return (
    <div class={isStrong ? 'figure figure-strong' : 'figure'}>
      <dt>{name}</dt>
      <dd class="number">{value}</dd>
      {about && <dd class="quiet">{about}</dd>}
    </div>
  );
}
