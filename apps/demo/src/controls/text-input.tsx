import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { messageOf } from '../app/message-of.ts';
import { FileButton } from './file-button.tsx';
import { readTextFile } from './read-text-file.ts';

export interface TextInputProps {
  readonly name: string;
  readonly value: string;
  /** On the button that opens a file. */
  readonly openText: string;
  readonly accept: string;
  /** What a file shall hold, for one that is no text. */
  readonly expected: string;
  readonly onChange: (text: string) => void;
  /** More buttons. */
  readonly children?: ComponentChildren;
}

/** Text of one's own, pasted, opened or dropped. */
export function TextInput(props: TextInputProps) {
  const { name, value, openText, accept, expected, onChange, children } = props;
  const [fault, setFault] = useState<string>();
  const [isOver, setIsOver] = useState(false);
  const take = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    try {
      onChange(await readTextFile(file, expected));
      setFault(undefined);
    } catch (error) {
      setFault(messageOf(error));
    }
  };
  return (
    <div
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
      <label class="field">
        <span>{name}</span>
        <textarea
          rows={7}
          spellcheck={false}
          value={value}
          onInput={({ currentTarget }) => onChange(currentTarget.value)}
        />
      </label>
      <div class="buttons">
        <FileButton text={openText} accept={accept} onOpen={(file) => void take(file)} />
        {children}
      </div>
      {fault && (
        <p class="notice notice-error" role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}
