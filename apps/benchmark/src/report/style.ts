/** The style of the page: light and dark, tables that scroll inside themselves. */
export const pageStyle = `
:root { color-scheme: light dark; --page: #fff; --text: #1c2024; --soft: #5b6570; --line: #d9dee3; --card: #f5f7f9;
  --good: #157347; --bad: #b42318; }
@media (prefers-color-scheme: dark) {
  :root { --page: #14171a; --text: #e6e9ec; --soft: #9aa5b0; --line: #323a42; --card: #1d2226; --good: #6fd19b; --bad: #ff9a8f; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.5rem 1rem 4rem; max-width: 76rem; background: var(--page); color: var(--text);
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0 0 .5rem; } h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; }
p { max-width: 48rem; margin: .25rem 0 .75rem; overflow-wrap: anywhere; }
.soft, figcaption, th { color: var(--soft); }
.summary { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1rem 0 0; }
.summary div { background: var(--card); border-radius: .5rem; padding: .6rem .9rem; }
.summary dt { color: var(--soft); font-size: .85rem; } .summary dd { margin: 0; font-size: 1.15rem; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; }
figure { margin: 0 0 1.5rem; } figcaption { font-size: .9rem; margin-bottom: .5rem; max-width: 48rem; }
figure svg { display: block; } [data-chart] { min-height: 2rem; }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; padding: 0; margin: .25rem 0 .75rem; list-style: none; font-size: .88rem; }
.legend i { display: inline-block; width: .7em; height: .7em; border-radius: 50%; margin-right: .4em; }
table { border-collapse: collapse; font-size: .86rem; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .3rem .9rem .3rem 0; border-bottom: 1px solid var(--line); }
th { font-weight: 600; } thead th { vertical-align: bottom; min-width: 5.5rem; } td { white-space: nowrap; }
tbody th { position: sticky; left: 0; background: var(--page); white-space: nowrap; }
.text td, .text th { white-space: normal; }
td.cannot, td.failed, td.wrong { color: var(--soft); white-space: normal; } td.wrong, td.failed { color: var(--bad); }
small { display: block; color: var(--soft); font-size: .92em; max-width: 12rem; }
.PASS { color: var(--good); font-weight: 600; } .FAIL { color: var(--bad); font-weight: 600; } .NOT { color: var(--soft); }
.PASS, .FAIL, .NOT, .text td.PASS, .text td.FAIL, .text td.NOT { white-space: nowrap; }
code { background: var(--card); padding: .1em .35em; border-radius: .3em; font-size: .92em; }
`;
