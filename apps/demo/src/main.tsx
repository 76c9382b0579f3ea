import { render } from 'preact';
import { App } from './app/app.tsx';
import { describePage } from './app/document-language.ts';
import { keepTitle } from './app/title.ts';
import { registerServiceWorker } from './offline/register-service-worker.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/controls.css';

keepTitle();
render(<App />, document.getElementById('app')!);
describePage();
void registerServiceWorker();
