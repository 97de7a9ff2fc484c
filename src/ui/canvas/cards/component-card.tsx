import type { NodeProps } from '@xyflow/react';
import type { ComponentLine, ComponentView } from '../../../worker/protocol';
import { staticPodOf, useComponent, useControlPlaneId, useMachine, usePod } from '../../store';
import { StatusIcon } from '../../panels/status-icon';
import type { ComponentNode } from '../flow-nodes';
import { componentName, middleShort, roles, words } from '../strings';
import { Card } from './card';
import { Controllers } from './controllers';

/** Width of one letter of a line, in CSS pixels: JetBrains Mono at 11.5 px. */
const letterWidth = 6.95;
const lineHeight = 18;
/** From this width on the slip of the cloud's manager has room for its role. */
const slipRoleMin = 244;

function Line({
  line,
  letters,
  age,
}: {
  readonly line: ComponentLine;
  readonly letters: number;
  readonly age: number;
}) {
  const room = letters - line.tail.length - (line.head === '' ? 0 : Math.max(7, line.head.length + 1)) - 1;
  return (
    <li className="ko-line" data-age={Math.min(age, 3)}>
      {line.head !== '' && <b className="ko-line-head">{line.head}</b>}
      <span className="ko-line-text">{middleShort(line.text, Math.max(6, room))}</span>
      {line.tail !== '' && <b className="ko-line-tail">{line.tail}</b>}
    </li>
  );
}

function Lines({ component, width, count }: { component: ComponentView; width: number; count: number }) {
  const letters = Math.floor((width - 27) / letterWidth);
  return (
    <ol className="ko-lines">
      {component.lines.slice(0, Math.max(0, count)).map((line, index) => (
        // Two lines may say the same; a line is its place.
        <Line key={index} line={line} letters={letters} age={index} />
      ))}
    </ol>
  );
}

/** `kube-controller-manager` may break after a hyphen when the card is narrow. */
function Name({ kind }: { readonly kind: string }) {
  const parts = kind.split('-');
  return parts.map((part, index) => (
    <span key={part} className="ko-name-part">
      {part}
      {index < parts.length - 1 ? '-' : ''}
    </span>
  ));
}

/** A process that is not there is never told by a pale colour alone. */
function Stopped() {
  return (
    <span className="ko-stopped">
      <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
        <rect width="10" height="10" rx="1.5" fill="currentColor" />
      </svg>
      {words.stopped}
    </span>
  );
}

/** How the static pod fares in which the component runs; nothing to say while it runs as it should. */
function StaticPodState({ address }: { readonly address: string }) {
  const pod = usePod(staticPodOf(address));
  if (!pod || (pod.shape === 'running' && pod.restarts === 0)) return null;
  return (
    <span className="ko-static-pod" title={`${pod.name}: ${pod.statusText}`}>
      {pod.shape !== 'running' && <StatusIcon shape={pod.shape} size={14} />}
      {pod.restarts > 0 && <small>↻ {pod.restarts}</small>}
    </span>
  );
}

/** One component of the control plane, with its living lines: what it did last, newest first. */
export function ComponentCard({ data }: NodeProps<ComponentNode>) {
  const { address, kind, box, arrangement } = data;
  const component = useComponent(address);
  const running = component?.running ?? true;
  const name = componentName(kind, running);
  const role = roles[kind] ?? '';
  const machine = useMachine(useControlPlaneId());
  const state = `${running ? '' : ' ko-off'}${machine === 'off' ? ' ko-dark' : ''}`;
  if (kind === 'cloud-controller-manager' && arrangement === 'wide') {
    return (
      <Card id={address} name={name} className={`ko-slip${state}`}>
        <span className="ko-slip-name">{kind}</span>
        {box.width >= slipRoleMin && <span className="ko-role">{role}</span>}
      </Card>
    );
  }
  const narrow = arrangement === 'narrow';
  const nameWidth = kind.length * 7.8;
  const twoLines = !narrow && nameWidth > box.width - 24;
  const roleFits = !narrow && !twoLines && nameWidth + 8 + role.length * 5.9 < box.width - 24;
  const head = (narrow ? 15 : 20) + (twoLines ? 15 : 0) + (narrow ? 13 : 20);
  const count = Math.floor((box.height - head) / lineHeight);
  return (
    <Card
      id={address}
      name={name}
      className={`ko-component${narrow ? ' ko-small' : ''}${state}`}
      title={role}
    >
      <h3>
        <span>
          <Name kind={kind} />
        </span>
        {!running && <Stopped />}
        {running && roleFits && <span className="ko-role">{role}</span>}
        <StaticPodState address={address} />
      </h3>
      {component && component.controllers.length > 0 && (
        <Controllers controllers={component.controllers} width={box.width - 26} height={box.height - head} />
      )}
      {component && component.controllers.length === 0 && (
        <Lines component={component} width={box.width} count={count} />
      )}
      {narrow && component?.lines.length === 0 && component.controllers.length === 0 && (
        <p className="ko-role">{role}</p>
      )}
    </Card>
  );
}
