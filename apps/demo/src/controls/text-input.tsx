import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { messageOf } from '../app/message-of.ts';
import { isAboutText } from '../mistakes/explain-error.ts';
import { FileButton } from './file-button.tsx';
import { givenFile, givenInput, type GivenText } from './given-text.ts';
import { LongTextView } from './long-text-view.tsx';

export interface TextInputProps {
  readonly name: string;
  readonly value: GivenText;
  /** On the button that opens a file. */
  readonly openText: string;
  readonly accept: string;
  /** What became of the text; told here if it is about that. */
  readonly error: unknown;
  readonly onChange: (text: GivenText) => void;
  /** More buttons. */
  readonly children?: ComponentChildren;
}

/** Text of one's own, pasted, opened or dropped. */
export function TextInput(props: TextInputProps) {
  const { name, value, openText, accept, error, onChange, children } = props;
  const [fileError, setFileError] = useState<unknown>();
  const [isOver, setIsOver] = useState(false);
  const take = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    try {
      onChange(await givenFile(file));
      setFileError(undefined);
    } catch (fault) {
      setFileError(fault);
    }
  };
  const type = (text: GivenText): void => {
    setFileError(undefined);
    onChange(text);
  };
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isAboutText(error)) return;
    // The button that was pressed may be far below.
    box.current!.querySelector('textarea')?.focus({ preventScroll: true });
    box.current!.querySelector('[role=alert]')?.scrollIntoView({ block: 'center' });
  }, [error]);
  const fault = fileError ?? (isAboutText(error) ? error : undefined);
  return (
    <div
      ref={box}
      class={isOver ? 'own-text is-over' : 'own-text'}
      onDragOver={(event) => {
        event.preventDefault();
        setIsOver(true);
      }}
      onDragLeave={() => setIsOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setIsOver(false);
        void take(event.dataTransfer?.files[0]);
      }}
    >
      {typeof value === 'string' ? (
        <label class="field">
          <span>{name}</span>
          <textarea
            rows={7}
            spellcheck={false}
            value={value}
            aria-invalid={fault !== undefined}
            aria-describedby={fault === undefined ? undefined : id}
            onPaste={(event) => {
              const pasted = givenInput(event.clipboardData?.getData('text/plain') ?? '');
              if (typeof pasted === 'string') return;
              event.preventDefault();
              type(pasted);
            }}
            onInput={({ currentTarget }) => type(givenInput(currentTarget.value))}
          />
        </label>
      ) : (
        <LongTextView name={name} text={value} onClear={() => type('')} />
      )}
      {fault !== undefined && (
        <p class="notice notice-error" id={id} role="alert">
          {messageOf(fault)}
        </p>
      )}
      <div class="buttons">
        <FileButton text={openText} accept={accept} onOpen={(file) => void take(file)} />
        {children}
      </div>
    </div>
  );
}
