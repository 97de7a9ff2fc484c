import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import '../../styles.css';
import { createRoot } from 'react-dom/client';
import { decodePod, encodePod } from '../../../worker/protocol';
import { setReducedMotion, startSession } from '../../store';
import { replaceWorker } from '../../store/session';
import { App } from '../../App';
import { ClusterView } from '..';
import { frame } from './made-up';
import * as make from './scenes';
import { ScriptedWorker } from './scripted-worker';

/** `?scene=kill&theme=dark&still`: one scene on a canvas of the size that the page leaves beside its panels; with `page` the page, too. */
const query = new URLSearchParams(location.search);
document.documentElement.dataset['theme'] = query.get('theme') ?? 'light';
if (query.has('still')) setReducedMotion(true);

const first = make.scenes[query.get('scene') ?? 'kill'] ?? make.scenes['kill'];
if (!first) throw new RangeError('no such scene');
const worker = new ScriptedWorker(first());

const stirMs = 100;

/** What a script in the page can do with the fixture: `window.fixture`. */
export interface Fixture {
  /** From now on every twentieth pod changes its shape each 100 ms. */
  stir(): void;
}

declare global {
  interface Window {
    fixture: Fixture;
  }
}

window.fixture = {
  stir() {
    const pods = make.thousand().pods;
    const shapes = ['running', 'starting', 'failed'] as const;
    let round = 0;
    setInterval(() => {
      round += 1;
      const shape = shapes[round % shapes.length] ?? 'running';
      const changed = pods
        .filter((_, index) => (index + round * 7) % 20 === 0)
        .map((pod) => encodePod({ ...decodePod(pod), shape }));
      worker.say(frame(0, 41_326 + round, { pods: changed }));
    }, stirMs);
  },
};

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
    query.has('page') ? (
      <App />
    ) : (
      <main style={style}>
        <ClusterView />
      </main>
    ),
  );
}
replaceWorker(() => worker);
startSession();
