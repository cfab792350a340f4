import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import '@fontsource-variable/figtree/wght.css';
import { App } from './app/App';
import { registerServiceWorker } from './app/installable';
import { watchForStaleVersion } from './app/staleVersion';
import { startEmbedding } from './embed/embedding';
import { startI18n } from './i18n/i18n';
import './ui/tokens.css';
import './ui/base.css';

startI18n();
watchForStaleVersion();
startEmbedding();
if (import.meta.env.PROD) registerServiceWorker();

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
