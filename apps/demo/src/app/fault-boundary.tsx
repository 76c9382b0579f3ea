import type { ComponentChildren } from 'preact';
import { useErrorBoundary } from 'preact/hooks';
import { ErrorView } from './error-view.tsx';

/** Tells of a fault in the place of the section that has it; the rest of the page goes on. */
export function FaultBoundary({ children }: { readonly children: ComponentChildren }) {
  const [fault, forget] = useErrorBoundary() as [unknown, () => void];
  if (fault !== undefined) return <ErrorView error={fault} onRetry={forget} />;
  return <>{children}</>;
}
