import { signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import './field-fault.css';

interface FieldFault {
  readonly field: HTMLElement;
  readonly text: string;
}

const current = signal<FieldFault | undefined>(undefined);

/** Of the text below the field, for `aria-describedby`. */
export const faultId = 'field-fault';

/** Tells below a field why what stands there is not taken. */
export function showFault(field: HTMLElement, text: string): void {
  current.value = { field, text };
}

/** Takes back what was told of the field. */
export function hideFault(field: HTMLElement): void {
  if (current.peek()?.field === field) current.value = undefined;
}

/** What is told of a field: above the page, so that nothing moves and no table cuts it off. */
export function FieldFaultView() {
  const fault = current.value;
  const message = useRef<HTMLParagraphElement>(null);
  useLayoutEffect(() => {
    if (fault) placeBelow(message.current!, fault.field);
  }, [fault]);
  if (!fault) return null;
  return (
    <p class="field-fault" id={faultId} role="alert" ref={message}>
      {fault.text}
    </p>
  );
}

/** Pixels to the edges of the window. */
const margin = 16;
const gap = 4;

function placeBelow(message: HTMLElement, field: HTMLElement): void {
  const box = field.getBoundingClientRect();
  const frame = message.offsetParent!.getBoundingClientRect();
  const most = document.documentElement.clientWidth - margin - message.offsetWidth;
  const left = Math.max(margin, Math.min(box.left, most));
  message.style.left = `${left - frame.left}px`;
  message.style.top = `${box.bottom + gap - frame.top}px`;
}
