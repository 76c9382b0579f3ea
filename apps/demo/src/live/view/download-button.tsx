import { textsOf } from '../../i18n/language.ts';
import { liveTexts } from '../live-texts.ts';
import { download } from './download.ts';
import type { SteeredRun } from './steered-run.ts';

export interface DownloadButtonProps {
  readonly run: SteeredRun;
  /** What it says where the file is not a checkpoint alone. */
  readonly text?: string;
  /** What the file is good for. */
  readonly about: string;
  readonly fileName: string;
  readonly bytes: () => Promise<Uint8Array>;
}

/** Hands a file of the run to the person. */
export function DownloadButton({ run, text, about, fileName, bytes }: DownloadButtonProps) {
  const t = textsOf(liveTexts);
  const hand = async (): Promise<void> => {
    try {
      download(await bytes(), fileName);
    } catch (error) {
      run.fault.value = error;
    }
  };
  return (
    <button
      type="button"
      class="button"
      disabled={!run.isReady.value}
      title={about}
      onClick={() => void hand()}
    >
      {text ?? t.downloadCheckpoint}
    </button>
  );
}
