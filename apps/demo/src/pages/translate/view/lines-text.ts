import { language, textsOf } from '../../../i18n/language.ts';
import { formatCount } from '../../../live/view/format.ts';
import { translateTexts } from '../translate-texts.ts';
import type { TranslateFacts } from '../worker/protocol.ts';

const count = (lines: number): string => formatCount(lines, language.value);

/** What became of the lines of one's own text: none is left out without a word. */
export function linesText({ lines: own, pairs }: TranslateFacts): string | undefined {
  if (!own) return undefined;
  const t = textsOf(translateTexts);
  const { noTranslation, repeated, tooLong, moreColumns } = own;
  const reasons = [
    noTranslation > 0 && t.noTranslation(count(noTranslation)),
    repeated > 0 && t.repeated(count(repeated)),
    tooLong > 0 && t.tooLong(count(tooLong)),
  ].filter((reason) => reason !== false);
  const why = reasons.length === 0 ? '' : t.why(reasons);
  return t.lines(
    count(own.lines),
    count(pairs),
    count(own.held),
    count(noTranslation + repeated + tooLong),
    why + (moreColumns > 0 ? t.moreColumns(count(moreColumns)) : ''),
  );
}
