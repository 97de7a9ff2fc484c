import { useComponent } from '../../store';
import type { Box } from '../layout/geometry';
import { type PortKind, portKinds } from '../layout/types';
import { useInSet } from '../runtime/keyed-set';
import { useRuntime } from '../runtime/runtime';
import { portName } from '../strings';

interface PortProps {
  readonly address: string;
  readonly kind: PortKind;
  readonly node: string;
  readonly box: Box;
}

/** A process of a machine, at the edge of its card, where its ways come in. */
function Port({ address, kind, node, box }: PortProps) {
  const component = useComponent(address);
  const runtime = useRuntime();
  const isLit = useInSet(runtime.lit, address);
  const running = component?.running ?? true;
  const name = portName(kind, node, running);
  return (
    <button
      type="button"
      tabIndex={-1}
      className={`ko-chip ko-port${isLit ? ' ko-lit' : ''}${running ? '' : ' ko-off'}`}
      style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
      aria-label={name}
      title={component?.lines[0]?.text ?? name}
      data-thing={address}
      onClick={(event) => runtime.press(address, { byKey: false, shift: event.shiftKey })}
    >
      {kind}
    </button>
  );
}

interface PortsProps {
  readonly cluster: string;
  readonly node: string;
  readonly ports: Readonly<Record<PortKind, Box>>;
  /** From world units to those of the card. */
  readonly local: (box: Box) => Box;
}

/** All processes of one machine. */
export function Ports({ cluster, node, ports, local }: PortsProps) {
  return portKinds.map((kind) => (
    <Port
      key={kind}
      kind={kind}
      node={node}
      address={`${cluster}/${node}/${kind}`}
      box={local(ports[kind])}
    />
  ));
}
