import type { Language } from '../../../i18n/texts.ts';

/** A loss or the like, with three digits that matter. */
export function formatLoss(loss: number): string {
  return loss >= 10 ? loss.toFixed(1) : loss >= 1 ? loss.toFixed(2) : loss.toFixed(3);
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
