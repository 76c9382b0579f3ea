import { render } from 'preact';
import { App } from './app/app.tsx';
import { registerServiceWorker } from './offline/register-service-worker.ts';
import './styles/tokens.css';
import './styles/base.css';
import './styles/shell.css';
import './styles/controls.css';

render(<App />, document.getElementById('app')!);
void registerServiceWorker();
