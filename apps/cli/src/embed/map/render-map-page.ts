import { escapeHtml as text } from '../../report/html.ts';
import { insideScript, jsonInScript } from '../../report/libraries.ts';
import { reportStyle } from '../../report/style.ts';
import type { MapData } from './map-data.ts';
import { mapStyle } from './map-style.ts';
import { exploreMap } from './page/explore-map.ts';
import { followPointers } from './page/follow-pointers.ts';
import { paintMap } from './page/paint-map.ts';

export interface MapPage {
  readonly title: string;
  readonly subtitle: string;
  readonly data: MapData;
}

/** A map of words as one HTML file that needs no network: to search, to zoom, and to walk from neighbour to neighbour. */
export function renderMapPage({ title, subtitle, data }: MapPage): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(title)}</title>
<style>${reportStyle}${mapStyle}</style>
</head>
<body>
<header>
<h1>${text(title)}</h1>
<p class="soft">${text(subtitle)}</p>
</header>
<noscript><p>The map needs JavaScript.</p></noscript>
<div class="tools">
<div class="search">
<label for="search">Search</label>
<input id="search" type="search" autocomplete="off" spellcheck="false" aria-describedby="help">
<ul id="found" aria-label="Words found"></ul>
</div>
<fieldset id="kinds"><legend>Map</legend></fieldset>
</div>
<main>
<div class="map">
<canvas id="map" tabindex="0" role="img" aria-label="Map of the words" aria-describedby="help"></canvas>
<p id="note" class="soft"></p>
</div>
<section aria-labelledby="chosen">
<h2 id="chosen" aria-live="polite">No word chosen</h2>
<ol id="near" aria-label="Nearest words"></ol>
<p id="help" class="soft">Click a word, or search for one, to see its nearest words by the cosine of their vectors. Drag and scroll to move the map; with the keyboard by arrows, + and −, and 0 to see it whole.</p>
</section>
</main>
<script type="application/json" id="map-data">${jsonInScript(data)}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** The functions that draw, as text, called with the data of the page. */
const script = insideScript(`{
const data = JSON.parse(document.getElementById('map-data').textContent);
(${exploreMap.toString()})(data, document, ${paintMap.toString()}, ${followPointers.toString()});
}`);
