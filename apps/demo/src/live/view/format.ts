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
  return `${percent < 1 && percent > 0 ? percent.toFixed(1) : percent.toFixed(0)} %`;
}

export function formatCount(count: number, language: Language): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 0 }).format(count);
}

/** Minutes and seconds. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

export function formatTime(milliseconds: number, language: Language): string {
  return new Intl.DateTimeFormat(language, { timeStyle: 'medium' }).format(milliseconds);
}

/** A token as one can see it: a blank is one as well. */
export function visible(token: string): string {
  return token === ' ' ? '␣' : token;
}
