/** Sentences about what was done to machines and processes, and about which of the control plane's processes run. */
import { CONTROL_PLANE_PROCESSES, type Fault } from '../../engine/faults/faults';
import { isElected } from '../projection/elections';
import { isDown, isUp, machineOf, type Subject } from '../subject';
import { sentence, type Sentence } from './words';

const GIVEN_UP = 'In 50 s the node controller gives it up.';

function powerOff({ controlPlane }: Subject, target: string): string {
  return target === controlPlane
    ? `You pulled the plug of *${target}*: the API server, etcd, the scheduler and all controllers are gone with it. What runs on the workers goes on.`
    : `You pulled the plug of *${target}*. Its kubelet no longer renews its Lease. ${GIVEN_UP}`;
}

function stopped({ controlPlane }: Subject, target: string): string {
  const [node = '', process] = target.split('/');
  if (process === 'kubelet')
    return `You stopped the kubelet of *${node}*. Its containers go on, but nobody looks after them, and its Lease is not renewed. ${GIVEN_UP}`;
  return controlPlane === ''
    ? ''
    : `You moved the manifest of *${target}* out of /etc/kubernetes/manifests: the kubelet of *${controlPlane}* will stop it.`;
}

function started({ controlPlane }: Subject, target: string): string {
  const [node = '', process] = target.split('/');
  if (process === 'kubelet')
    return `You started the kubelet of *${node}*. It first looks what runs on its machine, and takes it over.`;
  return controlPlane === ''
    ? ''
    : `You moved the manifest of *${target}* back: the kubelet of *${controlPlane}* will start it.`;
}

function textOf(subject: Subject, { type, target }: Fault): string {
  switch (type) {
    case 'power-off':
      return powerOff(subject, target);
    case 'power-on':
      return `You switched *${target}* on. In a few seconds its kubelet runs again; of its containers none has survived.`;
    case 'cut':
      return `You cut the network of *${target}*. What runs there goes on, but nobody hears of it. ${GIVEN_UP}`;
    case 'mend':
      return `You mended the network of *${target}*: its kubelet can be heard again.`;
    case 'stop':
      return stopped(subject, target);
    case 'start':
      return started(subject, target);
  }
}

/** What the person has just done; null where what follows speaks for itself. */
export function deedOf(subject: Subject, fault: Fault): Sentence | null {
  const text = textOf(subject, fault);
  const { cluster } = subject;
  const about = fault.type === 'stop' || fault.type === 'start' ? fault.target : `nodes//${fault.target}`;
  return text === '' ? null : sentence(text, `${cluster}/${about}`);
}

type Process = (typeof CONTROL_PLANE_PROCESSES)[number];

const DOWN: Readonly<Record<Process, string>> = {
  'kube-apiserver':
    '*kube-apiserver* is down: nobody can ask or change anything, and nothing is repaired. Running pods go on.',
  etcd: '*etcd* is down: the API server can neither read nor write. Running pods go on.',
  'kube-controller-manager':
    '*kube-controller-manager* is down: nobody compares what is with what is wanted. What goes is not replaced.',
  'kube-scheduler': '*kube-scheduler* is down: new pods stay Pending. Everything else goes on.',
};

const UP: Readonly<Record<Process, string>> = {
  'kube-apiserver': '*kube-apiserver* is back: its clients list and watch everything anew.',
  etcd: '*etcd* is back, with everything that it had stored.',
  'kube-controller-manager': '*kube-controller-manager* runs again',
  'kube-scheduler': '*kube-scheduler* runs again',
};

function upText(subject: Subject, process: Process): string {
  const text = UP[process];
  if (text.endsWith('.')) return text;
  const waits = isElected(subject, process);
  return waits
    ? `${text}. It works once it holds its Lease.`
    : `${text}, with empty caches: it lists everything first.`;
}

/** Tells when a process of the control plane has stopped or runs again. */
export class ProcessNews {
  private readonly down = new Set<Process>();
  /** Those that went down with their machine, of which one is told as a whole. */
  private readonly together = new Set<Process>();

  constructor(private readonly subject: Subject) {
    for (const process of CONTROL_PLANE_PROCESSES) if (isDown(subject, process)) this.down.add(process);
  }

  take(): Sentence[] {
    const { subject, down } = this;
    const told: Sentence[] = [];
    for (const process of CONTROL_PLANE_PROCESSES) {
      const wentDown = !down.has(process) && isDown(subject, process);
      const cameUp = down.has(process) && isUp(subject, process);
      const text = wentDown ? this.noteDown(process) : cameUp ? this.noteUp(process) : '';
      if (text !== '') told.push(sentence(text, `${subject.cluster}/${process}`));
    }
    return told;
  }

  private noteDown(process: Process): string {
    const { controlPlane } = this.subject;
    this.down.add(process);
    const withMachine = controlPlane !== '' && !machineOf(this.subject, controlPlane).on;
    if (withMachine) this.together.add(process);
    return withMachine ? '' : DOWN[process];
  }

  private noteUp(process: Process): string {
    this.down.delete(process);
    const wasTogether = this.together.delete(process);
    return wasTogether && process !== 'kube-apiserver' ? '' : upText(this.subject, process);
  }
}
