import { useEffect, useState } from 'react';
import type { BridgeStatus } from '../../bridge/tab/messages';
import { attempt } from '../actions';
import { connectBridge, disconnectBridge, setBridgeOpen, toast, useUi } from '../store';
import { strings } from '../strings';
import { Dialog } from './dialog';

const words: Readonly<Record<BridgeStatus['state'], string>> = {
  off: 'Nobody outside this page can reach the cluster.',
  connecting: 'Connecting …',
  connected: 'A kubectl on this computer acts on this very cluster. Watch the picture while you type.',
  elsewhere: 'Another tab holds the cluster that kubectl sees.',
  unavailable:
    'This page comes from a server without a bridge. Run npm start, and open the page that it names.',
  lost: 'The connection broke. Trying again …',
};

function CopyLine({ line }: { readonly line: string }) {
  const copy = () => {
    navigator.clipboard.writeText(line).then(
      () => toast('info', 'Copied.'),
      () => toast('error', 'The browser does not allow copying here; select the text instead.'),
    );
  };
  return (
    <section>
      <h3 className="label mb-2">{strings.bridgeLine}</h3>
      <div className="flex items-center gap-2">
        <code className="min-w-0 flex-1 rounded-lg border border-line bg-band px-3 py-2 text-[13px] break-all select-all">
          {line}
        </code>
        <button type="button" className="control" aria-label={strings.bridgeCopy} onClick={copy}>
          Copy
        </button>
      </div>
      <p className="mt-2 text-[13px] text-ink-2">
        Then <code>kubectl get pods</code>, or any other command: kubectl 1.27 to 1.33.
      </p>
    </section>
  );
}

/** Ages in the list go on while nothing else happens. */
function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return now;
}

function Clients({ server }: { readonly server: NonNullable<BridgeStatus['server']> }) {
  const now = useNow();
  return (
    <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
      <section aria-label={strings.bridgeClients}>
        <h3 className="label mb-1">{strings.bridgeClients}</h3>
        {server.clients.length === 0 && <p className="text-[13px] text-ink-2">{strings.bridgeNobody}</p>}
        <ul>
          {server.clients.map(({ name, session, command, open, at }) => (
            <li key={`${name} ${session}`} className="flex items-baseline gap-2 py-1 text-[13px]">
              <b className="font-semibold">{command === '' ? name || 'a program' : command}</b>
              <span className="text-ink-2">{command === '' ? '' : name}</span>
              <span className="flex-1" />
              <span className="whitespace-nowrap text-ink-2">
                {open > 0 ? `${open} open` : `${Math.max(0, Math.round((now - at) / 1000))} s ago`}
              </span>
            </li>
          ))}
        </ul>
      </section>
      <section aria-label={strings.bridgeRequests}>
        <h3 className="label mb-1">{strings.bridgeRequests}</h3>
        {server.requests.length === 0 && <p className="text-[13px] text-ink-2">{strings.bridgeNobody}</p>}
        <ol className="font-mono text-[12px]">
          {server.requests.slice(0, 12).map(({ id, method, target, code }) => (
            <li key={id} className="flex gap-2 py-0.5">
              <b className="w-14 flex-none">{method}</b>
              <span className="min-w-0 flex-1 truncate" title={target}>
                {target}
              </span>
              <span className={code >= 400 ? 'text-fail' : 'text-ink-2'}>{code === 0 ? '…' : code}</span>
            </li>
          ))}
        </ol>
      </section>
    </div>
  );
}

function Buttons({ state }: { readonly state: BridgeStatus['state'] }) {
  if (state === 'connected' || state === 'lost' || state === 'connecting') {
    return (
      <button type="button" className="control" onClick={() => attempt(disconnectBridge)}>
        {strings.bridgeLeave}
      </button>
    );
  }
  const takeOver = state === 'elsewhere';
  return (
    <button
      type="button"
      className="control control-main px-5"
      onClick={() => attempt(() => connectBridge(takeOver))}
    >
      {takeOver ? strings.bridgeTakeOver : strings.bridgeConnect}
    </button>
  );
}

/** The door for a real kubectl: open it, copy the line, see who comes and what they ask. */
export default function BridgeDialog() {
  const { state, problem, server } = useUi((ui) => ui.bridge);
  return (
    <Dialog title={strings.bridge} onClose={() => setBridgeOpen(false)}>
      <div className="flex min-h-0 flex-col gap-5 overflow-auto px-5 py-4">
        <div className="flex items-center gap-4">
          <p role="status" className="min-w-0 flex-1">
            {problem === '' ? words[state] : problem}
          </p>
          <Buttons state={state} />
        </div>
        {state === 'connected' && server !== null && (
          <>
            <CopyLine line={server.line} />
            <p className="text-[13px] text-ink-2">
              The API is at <code>{server.address}</code>, for this computer only; the file{' '}
              <code>{server.kubeconfig}</code> holds its certificate and a token.
            </p>
            <Clients server={server} />
          </>
        )}
      </div>
    </Dialog>
  );
}
