import type { NodeView } from '../../../worker/protocol';
import { TimerRing, TimerText } from '../pods/timer-ring';
import { words } from '../strings';

/** The state of a node as the API server tells it, in kubectl's words. */
export function NodeStatus({ node }: { readonly node: NodeView }) {
  const kind = !node.ready ? 'bad' : node.statusText === 'Ready' ? 'good' : 'held';
  return <span className={`ko-status ko-${kind}`}>{node.statusText}</span>;
}

function PowerIcon() {
  return (
    <svg width="13" height="13" viewBox="0 0 14 14" fill="none" aria-hidden="true">
      <path
        d="M7 1.2v5.2M3.8 3.4a4.8 4.8 0 1 0 6.4 0"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
      />
    </svg>
  );
}

/** A socket and the plug that was pulled out of it. */
function Plug({ width }: { readonly width: number }) {
  return (
    <>
      <path d="M8 0v4M8 24v4M5.4 14.6v4M10.6 14.6v4" stroke="currentColor" strokeWidth={width} />
      <path
        d="M3 4h10v3.4a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2zM5 18.6h6a2 2 0 0 1 2 2V24H3v-3.4a2 2 0 0 1 2-2z"
        fill="currentColor"
      />
    </>
  );
}

/** A cable whose plug is out, laid over the way that it interrupts; `x` and `y` are its middle. */
export function LooseCable({ x, y }: { readonly x: number; readonly y: number }) {
  return (
    <svg
      className="ko-loose"
      style={{ left: x - 8, top: y - 14 }}
      width="16"
      height="28"
      viewBox="0 0 16 28"
      fill="none"
      aria-hidden="true"
    >
      <rect x="4" y="3" width="8" height="22" fill="var(--sheet)" />
      <Plug width={2} />
    </svg>
  );
}

function CutIcon() {
  return (
    <svg width="22" height="13" viewBox="0 0 28 16" fill="none" aria-hidden="true">
      <g transform="matrix(0 1 1 0 0 0)">
        <Plug width={2.4} />
      </g>
    </svg>
  );
}

/** What is wrong with the machine itself, whatever the API server still believes; and how long it will believe it. */
export function Trouble({ node }: { readonly node: NodeView }) {
  return (
    <span className="ko-trouble">
      {!node.on && (
        <b className="ko-machine-off">
          <PowerIcon /> {words.off}
        </b>
      )}
      {node.on && node.cut && (
        <b className="ko-machine-cut">
          <CutIcon /> {words.cut}
        </b>
      )}
      {node.timer && (
        <span className="ko-lease" title="When its lease is not renewed in time, the node is given up">
          <TimerRing timer={node.timer} />
          <span className="ko-lease-words">{words.givenUp}</span> <TimerText timer={node.timer} />
        </span>
      )}
    </span>
  );
}

/** Whether there is anything of that to say. */
export function isTroubled(node: NodeView): boolean {
  return !node.on || node.cut || node.timer !== null;
}
