/** The page's one shell: it goes on while the drawer is closed. */
import { Console } from '../../cli/shell/console/console';
import type { Clock } from '../../cli/shell/clock';
import type { ShellSnapshot } from '../../cli/shell/shell';
import type { Program } from '../../cli/program';
import { remember, remembered } from '../storage';
import { editText, pageTransport, uiStore, worldClock } from '../store';
import { COMPLETERS } from './completers';
import { SIZES } from './look';
import { Screen } from './screen';
import { terminalStrings } from './strings';

const clock: Clock = {
  now: () => worldClock.now(),
  sleep: (ms, signal) => worldClock.sleep(ms, signal),
  during: (work) => work,
  // A message has its turn after input and painting; a promise would not let them in.
  breathe: () =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
      port2.postMessage(null);
    }),
};

const PROGRAMS: ReadonlyMap<string, () => Promise<Program>> = new Map([
  ['kubectl', async () => (await import('../../cli/kubectl/run')).kubectl],
]);

/** How long after the prompt the rest is fetched, ms: the first keystrokes come first. */
const PREPARE_AFTER_MS = 300;

export class TerminalSession {
  readonly screen: Screen;
  private console: Console;
  private size = SIZES.indexOf((Number(remembered('terminal-size')) || SIZES[0]) as (typeof SIZES)[number]);
  private shownLine = uiStore.getState().promptLine?.id ?? 0;
  private kept: ShellSnapshot | null = null;
  private hasStarted = false;
  /** Called when the keys that leave the terminal were pressed. */
  onLeave: () => void = () => undefined;

  constructor() {
    this.size = Math.max(0, this.size);
    this.screen = new Screen(SIZES[this.size] ?? SIZES[0], () => this.onLeave());
    // The first line may have been what opened the terminal.
    this.shownLine = 0;
    this.console = this.open();
    uiStore.subscribe(() => this.takeLine());
  }

  /** Shows the first prompt, once. The terminal must be in the page. */
  start(): void {
    if (this.hasStarted) return;
    this.hasStarted = true;
    this.console.start();
    this.takeLine();
    setTimeout(() => void this.prepare(), PREPARE_AFTER_MS);
  }

  get completes(): boolean {
    return remembered('terminal-completion') !== 'off';
  }

  setCompletes(completes: boolean): void {
    remember('terminal-completion', completes ? 'on' : 'off');
  }

  get canGrow(): boolean {
    return this.size < SIZES.length - 1;
  }

  get canShrink(): boolean {
    return this.size > 0;
  }

  resizeText(step: 1 | -1): void {
    this.size = Math.min(SIZES.length - 1, Math.max(0, this.size + step));
    remember('terminal-size', String(SIZES[this.size]));
    this.screen.restyle(SIZES[this.size]);
  }

  /** As if it had been typed. */
  press(data: string): void {
    this.console.data(data);
  }

  /** For a session file. */
  export(): ShellSnapshot {
    return this.console.shell.export();
  }

  /** Throws an `Error` that says what is wrong with the snapshot. */
  import(snapshot: ShellSnapshot): void {
    this.console.shell.import(snapshot);
  }

  private open(): Console {
    const { screen } = this;
    const listeners: ((data: string) => void)[] = [];
    // A new shell after `exit` hears the same keyboard; the old one does not any more.
    screen.onData((data) => {
      if (listeners === this.listeners) for (const listener of listeners) listener(data);
    });
    this.listeners = listeners;
    const console = new Console({
      terminal: {
        get columns() {
          return screen.columns;
        },
        get rows() {
          return screen.rows;
        },
        write: (text) => screen.write(text),
        onData: (listener) => listeners.push(listener),
        onResize: (listener) => screen.onResize(listener),
      },
      clock,
      transport: pageTransport,
      programs: PROGRAMS,
      completers: COMPLETERS,
      canComplete: () => this.completes,
      edit: async (name, text) => {
        const saved = await editText(name, text);
        screen.focus();
        return saved;
      },
      onExit: () => this.renew(),
      greeting: this.kept === null ? terminalStrings.greeting : terminalStrings.ended,
    });
    if (this.kept !== null) console.shell.import(this.kept);
    return console;
  }

  private listeners: ((data: string) => void)[] = [];

  private renew(): void {
    this.kept = this.console.shell.export();
    this.console.close();
    this.console = this.open();
    // The keyboard stays here: what one types on would act on the cluster.
    this.console.start();
  }

  private takeLine(): void {
    const { promptLine } = uiStore.getState();
    if (promptLine === null || promptLine.id === this.shownLine) return;
    this.shownLine = promptLine.id;
    this.console.put(promptLine.text);
    this.screen.focus();
  }

  /** Fetches kubectl and the text tools before they are asked for. */
  private async prepare(): Promise<void> {
    await PROGRAMS.get('kubectl')?.();
    await this.console.shell.machine.tools.prepare(this.console.shell.machine);
  }
}
