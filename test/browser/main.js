// Trains a small model in the page and writes what it did as JSON: test-browser.mjs compares it with what Node does.
import { trainAndTranslate } from './train-and-translate.js';

const report = document.querySelector('pre');
try {
  report.textContent = JSON.stringify(await trainAndTranslate());
} catch (error) {
  report.textContent = JSON.stringify({ error: String(error?.stack ?? error) });
}
