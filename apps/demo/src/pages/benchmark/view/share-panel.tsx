import { useState } from 'preact/hooks';
import { textsOf } from '../../../i18n/language.ts';
import { download } from '../../../live/view/download.ts';
import { route } from '../../../route/location.ts';
import { formatRoute } from '../../../route/route.ts';
import { benchmarkTexts } from '../benchmark-texts.ts';
import type { BenchmarkRecord } from '../record/record.ts';
import { recordBytes } from '../record/record-file.ts';
import { formatLink } from '../record/record-link.ts';

/** The results as a link and as a file. */
export function SharePanel({ record }: { readonly record: BenchmarkRecord }) {
  const t = textsOf(benchmarkTexts);
  const [copied, setCopied] = useState('');
  const link = formatLink(record);
  const { page } = route.value;
  const address = new URL(formatRoute({ page, query: { r: link } }), location.href).href;
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(address);
    setCopied(address);
  };
  return (
    <section class="bench-share" aria-labelledby="bench-share">
      <h3 id="bench-share">{t.share}</h3>
      <p class="quiet">{t.shareAbout}</p>
      <div class="bench-link">
        <label class="field">
          <span>{t.link}</span>
          <input
            type="text"
            readOnly
            value={address}
            onFocus={({ currentTarget }) => currentTarget.select()}
          />
        </label>
        {'clipboard' in navigator && (
          <button type="button" class="button" onClick={() => void copy().catch(() => undefined)}>
            {copied === address ? t.copied : t.copy}
          </button>
        )}
        <button
          type="button"
          class="button"
          onClick={() => download(recordBytes(record), 'rondo-benchmark.json')}
        >
          {t.download}
        </button>
      </div>
    </section>
  );
}
