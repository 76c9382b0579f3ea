/** Runs a program and tells test-browser.mjs what it gave, what it warned of and where it ran. */
export async function report(program) {
  const warnings = [];
  const { warn } = console;
  console.warn = (...parts) => {
    warnings.push(parts.join(' '));
    warn(...parts);
  };
  const result = {};
  try {
    result.value = await program();
  } catch (error) {
    result.error = String(error?.stack ?? error);
  }
  const body = JSON.stringify({ ...result, warnings, isolated: crossOriginIsolated });
  await fetch('/report', { method: 'POST', body });
}
