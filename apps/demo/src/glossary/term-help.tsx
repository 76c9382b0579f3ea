import { useId, useRef } from 'preact/hooks';
import { textsOf } from '../i18n/language.ts';
import { glossary, type Term } from './glossary.ts';
import './term-help.css';

/** Pixels to the edges of the window, and below the button. */
const margin = 16;
const gap = 6;
/** Of the box, as its style has it. */
const widest = 352;

/** A “?” behind a word: pressed, it says what the word means, above the page, so that nothing moves. Escape or a press elsewhere closes it. */
export function TermHelp({ term, word }: { readonly term: Term; readonly word: string }) {
  const t = textsOf(glossary);
  const id = useId();
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button ref={button} type="button" class="term-help" popovertarget={id} aria-describedby={id}>
        <span aria-hidden="true">?</span>
        <span class="visually-hidden">{t.what(word)}</span>
      </button>
      <p
        id={id}
        class="term-tip"
        popover="auto"
        onBeforeToggle={({ currentTarget }) => placeAt(currentTarget, button.current!)}
      >
        {t[term]}
      </p>
    </>
  );
}

/** Below the button, above it where it is low in the window. */
function placeAt(box: HTMLElement, from: HTMLElement): void {
  const { left, top, bottom } = from.getBoundingClientRect();
  const { clientWidth: width, clientHeight: height } = document.documentElement;
  const most = width - margin - Math.min(widest, width - 2 * margin);
  const isLow = bottom > 0.6 * height;
  box.style.left = `${Math.max(margin, Math.min(left, most)) + scrollX}px`;
  // From the edges of the first window of the page, which it scrolls with.
  box.style.top = isLow ? 'auto' : `${bottom + gap + scrollY}px`;
  box.style.bottom = isLow ? `${height - top + gap - scrollY}px` : 'auto';
}
