import { textsOf } from '../../../i18n/language.ts';
import { benchmarkTexts } from '../benchmark-texts.ts';
import { graphics } from '../record/record.ts';

export function contestantName(id: string): string {
  const t = textsOf(benchmarkTexts);
  return id === graphics ? t.webgpu : t.threads(Number(id));
}
