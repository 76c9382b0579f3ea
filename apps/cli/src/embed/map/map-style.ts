/** What the page of a map adds to the style of a report: the map fills the window, on a phone above the neighbours. */
export const mapStyle = `
body { max-width: none; padding: 1rem; min-height: 100vh; min-height: 100dvh; display: flex; flex-direction: column; gap: .5rem; }
h1 { margin: 0; font-size: 1.3rem; }
header p { margin: 0; }
.tools { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; }
.search { position: relative; display: flex; gap: .5rem; align-items: center; flex: 0 1 22rem; }
input[type="search"] { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--line);
  border-radius: .4rem; padding: .35rem .6rem; flex: 1; min-width: 0; }
fieldset { border: 0; margin: 0; padding: 0; display: flex; gap: 1rem; align-items: center; }
legend { float: left; padding: 0; }
label { white-space: nowrap; }
#found { position: absolute; top: 100%; left: 0; right: 0; z-index: 1; list-style: none; margin: .25rem 0 0; padding: 0;
  background: var(--card); border-radius: .4rem; box-shadow: 0 2px 12px #0006; }
#found li:not(:has(button)) { padding: .4rem .6rem; }
button { font: inherit; color: inherit; background: none; border: 0; padding: .4rem .6rem; text-align: left; cursor: pointer;
  border-radius: .4rem; width: 100%; overflow-wrap: anywhere; }
button:hover { background: var(--line); }
:is(button, input, canvas):focus-visible { outline: 2px solid var(--first); outline-offset: 1px; }
main { flex: 1; display: grid; grid-template-columns: minmax(0, 1fr) 17rem; gap: 1rem; min-height: 24rem; }
.map { display: flex; flex-direction: column; min-height: 0; }
canvas { flex: 1; width: 100%; min-height: 0; height: 0; display: block; border: 1px solid var(--line); border-radius: .5rem;
  touch-action: none; }
#note { margin: .25rem 0 0; font-size: .9rem; }
section { min-width: 0; }
h2 { margin: 0 0 .25rem; font-size: 1.3rem; overflow-wrap: anywhere; color: var(--first); }
#help { font-size: .9rem; margin-top: .75rem; }
#near { list-style: none; margin: 0; padding: 0; }
#near li { display: grid; grid-template-columns: minmax(0, 1fr) 4rem 2.5rem; gap: .5rem; align-items: center;
  border-bottom: 1px solid var(--line); }
#near span { text-align: right; color: var(--soft); font-variant-numeric: tabular-nums; }
meter { width: 100%; height: .5rem; appearance: none; background: var(--line); border: 0; border-radius: .25rem; }
meter::-webkit-meter-bar { background: var(--line); border: 0; border-radius: .25rem; height: .5rem; }
meter::-webkit-meter-optimum-value { background: var(--second); border-radius: .25rem; }
meter::-moz-meter-bar { background: var(--second); border-radius: .25rem; }
@media (max-width: 45rem) {
  body { padding: .75rem; }
  main { grid-template-columns: minmax(0, 1fr); grid-template-rows: 60vh auto; }
  .search { flex-basis: 100%; }
}
`;
