import { textsOf } from '../../../i18n/language.ts';
import { wordsTexts } from '../words-texts.ts';

/** Which colour is which group. */
export function Legend({ groups }: { readonly groups: readonly string[] }) {
  const t = textsOf(wordsTexts);
  return (
    <div class="map-legend">
      <p class="quiet">{groups.length > 0 ? t.groupsAbout : '\u00a0'}</p>
      <ul class="group-list">
        {groups.map((name, n) => (
          <li key={name} class={`group-${n}`}>
            <span class="dot" />
            {name}
          </li>
        ))}
      </ul>
    </div>
  );
}
