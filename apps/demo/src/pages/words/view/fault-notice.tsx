/** What could not be answered, and why. */
export function FaultNotice({ fault }: { readonly fault: string | undefined }) {
  if (fault === undefined) return null;
  return (
    <p class="notice notice-error" role="alert">
      {fault}
    </p>
  );
}
