// Fails when a source or test file of a package or an app has over 400 lines; prints the largest.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const limit = 400;
const shown = 10;
const root = fileURLToPath(new URL('..', import.meta.url));

/** Paths of the TypeScript files in the `src` and `test` folders of every workspace member. */
function sourceFiles() {
  return ['packages', 'apps']
    .map((group) => join(root, group))
    .filter((group) => existsSync(group))
    .flatMap((group) => readdirSync(group).map((name) => join(group, name)))
    .flatMap((member) => [join(member, 'src'), join(member, 'test')])
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file)),
    )
    .filter((file) => /\.m?tsx?$/.test(file) && !file.includes(`${sep}generated${sep}`));
}

const sizes = sourceFiles()
  .map((file) => ({
    file: relative(root, file).replaceAll(sep, '/'),
    lines: readFileSync(file, 'utf8').replace(/\n$/, '').split('\n').length,
  }))
  .toSorted((a, b) => b.lines - a.lines || a.file.localeCompare(b.file));

const quantile = (q) => sizes[Math.floor((1 - q) * (sizes.length - 1))]?.lines ?? 0;
const total = sizes.reduce((sum, { lines }) => sum + lines, 0);
console.log(
  `${sizes.length} files, ${total} lines; median ${quantile(0.5)}, p90 ${quantile(0.9)}, limit ${limit}`,
);
for (const { file, lines } of sizes.slice(0, shown)) {
  console.log(`${String(lines).padStart(5)}  ${file}`);
}

const tooLong = sizes.filter(({ lines }) => lines > limit);
for (const { file, lines } of tooLong) {
  console.error(
    `${file}: expected at most ${limit} lines, found ${lines}; split it by idea, one noun per file`,
  );
}
process.exitCode = tooLong.length > 0 ? 1 : 0;
