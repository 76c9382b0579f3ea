const browsers: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/Firefox\/(\d+)/, 'Firefox'],
  [/Edg\/(\d+)/, 'Edge'],
  [/(?:Headless)?Chrome\/(\d+)/, 'Chrome'],
  [/Version\/(\d+)[.\d]* (?:Mobile\/\w+ )?Safari/, 'Safari'],
];

const systems: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];

/** Browser and system, such as `Chrome 156, Linux`. */
export function browserName(agent = navigator.userAgent): string {
  const [version, browser] = browsers
    .map(([pattern, name]) => [pattern.exec(agent)?.[1], name] as const)
    .find(([found]) => found) ?? ['', 'unknown browser'];
  const system = systems.find(([pattern]) => pattern.test(agent))?.[1];
  return [`${browser} ${version}`.trim(), system].filter(Boolean).join(', ');
}
