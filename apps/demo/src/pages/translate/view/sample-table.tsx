import { textsOf } from '../../../i18n/language.ts';
import type { TranslateRun } from '../run/translate-run.ts';
import { translateTexts } from '../translate-texts.ts';
import type { Sample } from '../worker/protocol.ts';

const rows = 6;

/** Translations of unseen sentences, of one run or of two side by side. */
export function SampleTable(props: {
  readonly run: TranslateRun;
  readonly beside?: TranslateRun | undefined;
}) {
  const t = textsOf(translateTexts);
  const samples = props.run.validated.value?.samples ?? [];
  const others = props.beside?.validated.value?.samples ?? [];
  const shown = Array.from({ length: rows }, (_, n) => samples[n] ?? others[n]);
  return (
    <section class="samples" aria-labelledby="samples-title">
      <h3 id="samples-title">{t.samples}</h3>
      <p class="quiet">{t.samplesAbout}</p>
      <div class="grid-frame" tabIndex={0} role="group" aria-label={t.samples}>
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{t.source}</th>
              <th scope="col">{props.beside ? t.withAttention : t.output}</th>
              {props.beside && <th scope="col">{t.withoutAttention}</th>}
              <th scope="col">{t.expected}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((sample, n) => (
              <tr key={n}>
                <td>{sample?.source ?? '\u00a0'}</td>
                <OutputCell sample={samples[n]} />
                {props.beside && <OutputCell sample={others[n]} />}
                <td>{sample?.reference}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function OutputCell({ sample }: { readonly sample: Sample | undefined }) {
  const t = textsOf(translateTexts);
  if (!sample) return <td>{'\u00a0'}</td>;
  return (
    <td class={sample.isMatch ? 'is-right' : 'is-wrong'}>
      <span aria-hidden="true">{sample.isMatch ? '✓ ' : '✗ '}</span>
      <span class="visually-hidden">{sample.isMatch ? t.right : t.wrong}: </span>
      {sample.output || t.emptyOutput}
    </td>
  );
}
