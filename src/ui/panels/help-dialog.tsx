import { setGuideOpen, setHelpOpen } from '../store';
import { strings } from '../strings';
import { Dialog } from './dialog';
import { StatusIcon } from './status-icon';

const keys: readonly (readonly [keys: readonly string[], what: string])[] = [
  [['Space'], 'pause and play'],
  [['Shift', '→'], 'step to the next hop'],
  [['C'], 'crash the container of the selected pod'],
  [['Del'], 'delete the selected object'],
  [['K'], 'kill mode: a click or Enter on a pod kills it; with Shift the other way'],
  [['Ctrl', 'Z'], 'undo the last input'],
  [['Esc'], 'deselect, close'],
  [['Tab'], 'go through the picture; arrow keys move among the pods of a worker'],
  [['Enter'], 'select what has the focus'],
  [['`'], 'the terminal; Esc twice leads out of it'],
  [['E'], 'the manifest editor'],
  [['Ctrl', 'V'], 'paste a manifest'],
  [['?'], 'this help'],
];

const shapes = [
  ['running', 'Running and ready'],
  ['starting', 'starting, not ready yet'],
  ['pending', 'waits for a node'],
  ['failed', 'failed or in back-off'],
  ['terminating', 'terminating'],
  ['succeeded', 'succeeded'],
  ['unknown', 'unknown'],
] as const;

/** All keys, all marks, and where to begin. */
export default function HelpDialog() {
  const close = () => setHelpOpen(false);
  return (
    <Dialog title={strings.help} onClose={close}>
      <div className="grid gap-x-10 gap-y-5 overflow-auto px-5 py-4 sm:grid-cols-2">
        <section>
          <h3 className="label mb-2">Keys</h3>
          <dl className="grid grid-cols-[auto_1fr] items-baseline gap-x-3 gap-y-1.5">
            {keys.map(([names, what]) => (
              <div key={what} className="contents">
                <dt className="flex gap-1">
                  {names.map((name) => (
                    <kbd key={name}>{name}</kbd>
                  ))}
                </dt>
                <dd>{what}</dd>
              </div>
            ))}
          </dl>
          <p className="mt-3 text-[13px] text-ink-2">Keys do nothing while you write in a field.</p>
        </section>
        <section>
          <h3 className="label mb-2">Pods by status</h3>
          <ul className="flex flex-col gap-1.5">
            {shapes.map(([shape, words]) => (
              <li key={shape} className="flex items-center gap-2.5">
                <StatusIcon shape={shape} /> {words}
              </li>
            ))}
          </ul>
          <h3 className="label mt-4 mb-2">Machines and processes</h3>
          <p className="text-[13px] text-ink-2">
            Click a node or a component to cut its power, its network or its process, and to bring it back.
            Dark is without power; a torn cable is a cut network; ■ is a stopped process. A shrinking ring is
            a time that runs out.
          </p>
          <h3 className="label mt-4 mb-2">Begin</h3>
          <button
            type="button"
            className="control"
            onClick={() => {
              close();
              setGuideOpen(true);
            }}
          >
            {strings.guideReopen}
          </button>
        </section>
      </div>
    </Dialog>
  );
}
