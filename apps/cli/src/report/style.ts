/** The colours of a light page. */
export const lightColours = `--page: #fff; --text: #1c2024; --soft: #5b6570; --line: #d9dee3; --card: #f5f7f9;
  --first: #2563c9; --second: #c2410c; --third: #157347; --fourth: #8b3fb5; --good: #157347; --bad: #b42318;`;

/** The style of a report: one column, light and dark, nothing wider than the page. */
export const reportStyle = `
:root { color-scheme: light dark; ${lightColours} }
@media (prefers-color-scheme: dark) {
  :root { --page: #14171a; --text: #e6e9ec; --soft: #9aa5b0; --line: #323a42; --card: #1d2226;
    --first: #7db0ff; --second: #ffa057; --third: #6fd19b; --fourth: #d3a2f2; --good: #6fd19b; --bad: #ff9a8f; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 62rem; background: var(--page); color: var(--text);
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 1rem; overflow-wrap: anywhere; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; }
h3 { font-size: 1rem; margin: 1.5rem 0 .25rem; }
p { max-width: 44rem; margin: .25rem 0 .75rem; }
.soft, figcaption, th { color: var(--soft); }
.summary { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: .75rem; margin: 0; }
.summary div { background: var(--card); border-radius: .5rem; padding: .6rem .8rem; }
.summary dt { color: var(--soft); font-size: .85rem; }
.summary dd { margin: 0; font-size: 1.15rem; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
figure { margin: 0 0 1.5rem; }
figure > :not(figcaption, details) { color: var(--text); }
figcaption { font-size: .9rem; margin-bottom: .25rem; overflow-wrap: anywhere; }
[data-chart] { min-height: 2rem; overflow-x: auto; }
[data-chart^="attention"] { padding-bottom: .25rem; }
.maps { display: flex; flex-wrap: wrap; gap: 1rem 2rem; }
.maps figure { min-width: 0; max-width: 100%; flex: 0 1 auto; }
.maps [data-chart] { min-width: 8rem; max-width: 100%; }
table { border-collapse: collapse; font-size: .92rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line); }
th { font-weight: 600; }
.numbers :is(td, th):not(:first-child) { text-align: right; }
.numbers :is(td, th):last-child { padding-right: 0; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 24rem), 1fr)); gap: 0 2rem;
  align-items: end; }
sup { line-height: 0; }
.pair figure { min-width: 0; }
code { font-size: .9em; overflow-wrap: anywhere; }
.right { color: var(--good); } .wrong { color: var(--bad); }
details { margin: .25rem 0; } summary { cursor: pointer; color: var(--soft); font-size: .9rem; }
pre { background: var(--card); border-radius: .5rem; padding: .8rem; overflow-x: auto; font-size: .85rem; margin: 0; }
figure svg { display: block; }
figure [class*="-swatches"] { font-size: 13px; }
@media print { details { display: none; } }
`;
