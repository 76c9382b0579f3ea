import type { ComponentChildren } from 'preact';
import { FileButton } from '../../controls/file-button.tsx';
import { textsOf } from '../../i18n/language.ts';
import { liveTexts } from '../live-texts.ts';
import { FileFault } from './file-fault.tsx';
import type { SteeredRun } from './steered-run.ts';

/** What the form of a page is told, and tells. */
export interface SetUpProps<Settings> {
  readonly settings: Settings;
  /** Whether there is a run, which a new one replaces. */
  readonly isAgain: boolean;
  readonly onChange: (settings: Settings) => void;
  readonly onStart: () => void;
  readonly onOpen: (file: File) => void;
}

/** What is to be learned and how, and the buttons that begin it. */
export function SetUpForm(
  props: Pick<SetUpProps<unknown>, 'isAgain' | 'onStart' | 'onOpen'> & {
    readonly name: string;
    readonly run: Pick<SteeredRun, 'fault'>;
    /** The button that opens a file, where it is not one of a checkpoint alone. */
    readonly opens?: { readonly text: string; readonly accept: string };
    /** Another button. */
    readonly besides?: ComponentChildren;
    readonly children: ComponentChildren;
  },
) {
  const t = textsOf(liveTexts);
  const { text, accept } = props.opens ?? { text: t.openCheckpoint, accept: '.safetensors' };
  return (
    <form
      class="set-up"
      aria-label={props.name}
      onSubmit={(event) => {
        event.preventDefault();
        props.onStart();
      }}
    >
      {props.children}
      <div class="buttons">
        <button class="button button-strong either">
          <span class={props.isAgain ? 'is-unseen' : undefined} aria-hidden={props.isAgain}>
            {t.start}
          </span>
          <span class={props.isAgain ? undefined : 'is-unseen'} aria-hidden={!props.isAgain}>
            {t.restart}
          </span>
        </button>
        {props.besides}
        <FileButton text={text} accept={accept} onOpen={props.onOpen} />
        <FileFault run={props.run} />
      </div>
    </form>
  );
}
