import { useComponent } from '../store';
import { momentText } from '../time/format';
import { InspectorHead } from './inspector-head';

/** What each component is for, in a sentence that a teacher would say. */
const purposes: Readonly<Record<string, string>> = {
  user: 'You, with kubectl. Whatever you do goes through the kube-apiserver, as everybody else’s requests do.',
  'kube-apiserver':
    'The front door. It checks every request, stores objects in etcd and tells everybody who watches what changed. The others never talk to each other, only to it.',
  etcd: 'The memory. Keys and values, each change with a revision. Only the kube-apiserver talks to it.',
  'kube-scheduler':
    'It looks for pods without a node, filters the nodes that could take them, scores these, and writes the best one into the pod.',
  'kube-controller-manager':
    'Many small loops in one process. Each compares what is wanted with what is there, and asks for the difference.',
  'cloud-controller-manager':
    'It connects the cluster to a cloud: machines, load balancers, routes. Without a cloud it has nothing to do.',
  kubelet:
    'The agent on a node. It watches for pods bound to its node, has their containers started, and reports how they are.',
  containerd:
    'The container runtime. It pulls images and starts and stops containers when the kubelet says so.',
  'kube-proxy':
    'It writes the rules on its node by which traffic to a Service reaches one of the pods behind it.',
  cni: 'The network plugin. It gives each new pod its network interface and its IP address.',
};

function ComponentIcon() {
  return (
    <svg width="20" height="20" viewBox="0 0 20 20" fill="none" aria-hidden="true" className="shrink-0">
      <circle cx="10" cy="10" r="3" stroke="var(--ink-2)" strokeWidth="1.7" />
      <path
        d="M10 1.8v3M10 15.2v3M1.8 10h3M15.2 10h3M4.2 4.2l2.1 2.1M13.7 13.7l2.1 2.1M15.8 4.2l-2.1 2.1M6.3 13.7l-2.1 2.1"
        stroke="var(--ink-2)"
        strokeWidth="1.7"
        strokeLinecap="round"
      />
    </svg>
  );
}

/** A component: what it is for, and what it did last. */
export function ComponentInspector({ id }: { readonly id: string }) {
  const component = useComponent(id);
  if (!component)
    return (
      <InspectorHead icon={<ComponentIcon />} title={id}>
        It is not there.
      </InspectorHead>
    );
  const { kind, node, running, lines, controllers } = component;
  return (
    <>
      <InspectorHead icon={<ComponentIcon />} title={kind === 'user' ? 'You' : kind}>
        {node === '' ? 'Component' : `On ${node}`}
        {kind !== 'user' && ` · ${running ? 'running' : 'not running'}`}
      </InspectorHead>
      <div className="mt-3 min-h-0 flex-1 overflow-auto">
        <p className="text-[14px] leading-normal">{purposes[kind]}</p>
        {controllers.length > 0 && (
          <>
            <h3 className="label mt-4 mb-1.5">Controllers</h3>
            <ul className="flex flex-col gap-1 text-[13px]">
              {controllers.map((controller) => (
                <li key={controller.name} className="flex justify-between gap-3">
                  <span>{controller.name}</span>
                  <span className="text-ink-2">{controller.note}</span>
                </li>
              ))}
            </ul>
          </>
        )}
        {lines.length > 0 && (
          <>
            <h3 className="label mt-4 mb-1.5">Last</h3>
            <ol className="flex flex-col gap-1.5 font-mono text-[12px] leading-snug">
              {lines.map((line) => (
                <li key={`${line.at} ${line.head} ${line.text}`} className="flex gap-2">
                  <span className="text-ink-2">{momentText(line.at)}</span>
                  <span className="min-w-0 flex-1 break-words">
                    <b>{line.head}</b> {line.text}
                  </span>
                  <b>{line.tail}</b>
                </li>
              ))}
            </ol>
          </>
        )}
      </div>
    </>
  );
}
