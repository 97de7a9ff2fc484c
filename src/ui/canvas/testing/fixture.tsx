import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import '../../styles.css';
import { createRoot } from 'react-dom/client';
import { setReducedMotion, startSession } from '../../store';
import { replaceWorker } from '../../store/session';
import { ClusterView } from '..';
import * as make from './scenes';
import { ScriptedWorker } from './scripted-worker';

/** `?scene=kill&theme=dark&still`: one scene on a canvas of the size that the page leaves beside its panels. */
const query = new URLSearchParams(location.search);
document.documentElement.dataset['theme'] = query.get('theme') ?? 'light';
if (query.has('still')) setReducedMotion(true);

const first = make.scenes[query.get('scene') ?? 'kill'] ?? make.scenes['kill'];
if (!first) throw new RangeError('no such scene');
const worker = new ScriptedWorker(first());

declare global {
  interface Window {
    /** For scripts that drive the fixture. */
    fixture: { readonly worker: ScriptedWorker; readonly make: typeof make };
  }
}
window.fixture = { worker, make };

const narrow = innerWidth <= 760;
const style = {
  position: 'absolute' as const,
  left: 0,
  top: 48,
  right: narrow ? 0 : 348,
  bottom: narrow ? 150 : 92,
};
const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <main style={style}>
      <ClusterView />
    </main>,
  );
}
replaceWorker(() => worker);
startSession();
