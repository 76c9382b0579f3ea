import { useRef, useState } from 'preact/hooks';
import {
  backend,
  chooseBackend,
  lookForWebGpu,
  missing,
  processors,
  refused,
  reloadIsolates,
} from '../backend/backend-choice.ts';
import { backendNames, type BackendName } from '../backend/backend-name.ts';
import { textsOf } from '../i18n/language.ts';
import { underWay } from '../live/run/learning-runs.ts';
import { pageName } from '../pages/pages.ts';
import { appTexts } from './app-texts.ts';

/** The switch of the backend: what computes, and what each choice lacks here. */
export function BackendDialog() {
  const t = textsOf(appTexts);
  const dialog = useRef<HTMLDialogElement>(null);
  const [isOpen, setOpen] = useState(false);
  const open = (): void => {
    setOpen(true);
    void lookForWebGpu();
    dialog.current?.showModal();
  };
  return (
    <>
      <button
        type="button"
        class="button button-quiet backend-button"
        aria-haspopup="dialog"
        onClick={open}
      >
        <span class="visually-hidden">{t.computesOn} </span>
        {t[backend.value]}
        {refused.value && <span class="badge">!</span>}
        {isForNextRun() && <span class="next-run">{t.fromNextRun}</span>}
      </button>
      <dialog
        ref={dialog}
        class="dialog"
        aria-labelledby="backend-title"
        onClose={() => setOpen(false)}
      >
        <h2 id="backend-title">{t.backendTitle}</h2>
        <p>{t.backendLead}</p>
        {isOpen && <RunsUnderWay />}
        {refused.value && <p class="notice">{t.refused(t[refused.value])}</p>}
        <fieldset class="choices">
          <legend class="visually-hidden">{t.backendTitle}</legend>
          {backendNames.map((name) => (
            <BackendOption key={name} name={name} />
          ))}
        </fieldset>
        <form method="dialog" class="buttons">
          <button class="button button-strong">{t.close}</button>
        </form>
      </dialog>
    </>
  );
}

/** Whether some run is computed on something else than what is chosen. */
function isForNextRun(): boolean {
  return underWay.value.some(({ name }) => name !== backend.value);
}

/** What computes the runs that have begun: it does not change with the choice. */
function RunsUnderWay() {
  const t = textsOf(appTexts);
  const told = underWay.value.map(({ page, words }) => t.computedOn(pageName(page) ?? '', words));
  return (
    <>
      {[...new Set(told)].map((text) => (
        <p key={text} class="notice">
          {text}
        </p>
      ))}
    </>
  );
}

function BackendOption({ name }: { readonly name: BackendName }) {
  const t = textsOf(appTexts);
  const lacks = missing.value[name];
  const about = {
    cpu: t.cpuAbout,
    threads: t.threadsAbout(processors),
    webgpu: t.webgpuAbout,
  }[name];
  return (
    <div class="choice">
      <label>
        <input
          type="radio"
          name="backend"
          checked={backend.value === name}
          disabled={lacks !== undefined}
          onChange={() => chooseBackend(name)}
        />
        <span class="choice-name">{t[name]}</span>
        <span class="choice-about">{about}</span>
      </label>
      {lacks && <p class="missing">{t[lacks]}</p>}
      {lacks === 'isolation' && reloadIsolates() && (
        <p class="missing">
          {t.reloadAbout}{' '}
          <button type="button" class="button" onClick={() => location.reload()}>
            {t.reload}
          </button>
        </p>
      )}
    </div>
  );
}
