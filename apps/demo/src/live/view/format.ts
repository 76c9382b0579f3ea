import type { Language } from '../../i18n/texts.ts';

/** A loss or the like, with three digits that matter. */
export function formatLoss(loss: number): string {
  if (loss >= 10) return loss.toFixed(1);
  if (loss >= 1) return loss.toFixed(2);
  return loss >= 0.01 || loss === 0 ? loss.toFixed(3) : loss.toPrecision(2);
}

/** A share in percent. */
export function formatShare(share: number): string {
  const percent = 100 * share;
  // 100 % and 0 % are said only of all and of none.
  if (percent > 0 && percent < 0.1) return '< 0.1 %';
  if (!isNearEnd(percent)) return `${Math.round(percent)} %`;
  return `${Math.min(99.9, percent).toFixed(1)} %`;
}

/** Where whole numbers would be 0, 1, 99 or 100 of much that differs. */
function isNearEnd(percent: number): boolean {
  return (percent > 0 && percent < 1) || (percent > 99 && percent < 100);
}

export function formatCount(count: number, language: Language): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 0 }).format(count);
}

/** Minutes and seconds. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

export function formatTime(milliseconds: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { timeStyle: 'medium' }).format(milliseconds);
}

/** A token as one can see it: a blank is one as well. */
export function visible(token: string): string {
  return token === ' ' ? '␣' : token;
}
