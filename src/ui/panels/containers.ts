/** A container of a pod, as far as the choice of one needs to know it. */
export interface ContainerChoice {
  readonly name: string;
  /** An init container that keeps running beside the others is a sidecar. */
  readonly role: 'container' | 'init' | 'sidecar';
  readonly running: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function list(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fields) : [];
}

function runningNames(status: Fields): ReadonlySet<string> {
  const statuses = [...list(status['initContainerStatuses']), ...list(status['containerStatuses'])];
  return new Set(
    statuses.filter((one) => fields(one['state'])['running'] !== undefined).map((one) => String(one['name'])),
  );
}

/** The containers of a pod object, its own before its init containers; none when it is no pod. */
export function containersOf(object: unknown): readonly ContainerChoice[] {
  const { spec, status } = fields(object);
  const running = runningNames(fields(status));
  const choice = (container: Fields, role: ContainerChoice['role']): ContainerChoice => {
    const name = String(container['name']);
    return { name, role, running: running.has(name) };
  };
  return [
    ...list(fields(spec)['containers']).map((container) => choice(container, 'container')),
    ...list(fields(spec)['initContainers']).map((container) =>
      choice(container, container['restartPolicy'] === 'Always' ? 'sidecar' : 'init'),
    ),
  ];
}

/** The one that is meant when nobody chose: the first that runs, else the first. */
export function likelyContainer(containers: readonly ContainerChoice[]): string {
  return (containers.find(({ running }) => running) ?? containers[0])?.name ?? '';
}
