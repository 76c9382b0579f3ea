import type { ComponentChildren } from 'preact';

/** Around a table that may be wider than the window and has nothing to press: the arrow keys scroll it. */
export function ScrollFrame(props: {
  readonly label: string;
  readonly children: ComponentChildren;
}) {
  return (
    <div class="grid-frame" role="group" aria-label={props.label} tabIndex={0}>
      {props.children}
    </div>
  );
}
