import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './styles.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { offerGuide } from './panels/guide-card';
import { startSession } from './store';
import { followPreferences } from './theme';

// First of all: the worker builds its world while the page draws itself.
startSession(new URLSearchParams(location.search).get('scene'));
followPreferences();
offerGuide();
const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
