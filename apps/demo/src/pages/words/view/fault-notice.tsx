import { messageOf } from '../../../app/message-of.ts';

/** What could not be answered, and why. */
export function FaultNotice({ fault }: { readonly fault: unknown }) {
  if (fault === undefined) return null;
  return (
    <p class="notice notice-error" role="alert">
      {messageOf(fault)}
    </p>
  );
}
