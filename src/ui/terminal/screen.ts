/** xterm.js as the shell's terminal: the shell knows nothing of it. */
import { FitAddon } from '@xterm/addon-fit';
import { type ITerminalOptions, Terminal as Xterm } from '@xterm/xterm';
import '@xterm/xterm/css/xterm.css';
import type { Terminal } from '../../cli/shell/console/terminal';
import { FONT, pageTheme } from './look';
import { terminalStrings } from './strings';

/** Two presses of Escape within this time leave the terminal, ms. */
const TWICE_MS = 600;

export class Screen implements Terminal {
  readonly element = document.createElement('div');
  private readonly xterm: Xterm;
  private readonly fitting = new FitAddon();
  private escapedAt = Number.NEGATIVE_INFINITY;
  private isOpen = false;

  /** `leave`: called when the keys that leave the terminal were pressed. */
  constructor(
    size: number,
    private readonly leave: () => void,
  ) {
    const options: ITerminalOptions = {
      fontFamily: FONT,
      fontSize: size,
      lineHeight: 1.2,
      cursorBlink: false,
      scrollback: 5000,
      screenReaderMode: true,
      minimumContrastRatio: 4.5,
      theme: pageTheme(),
      // What a container prints may look like a link: it stays text.
      linkHandler: { activate: () => undefined },
    };
    this.xterm = new Xterm(options);
    this.xterm.loadAddon(this.fitting);
    this.xterm.attachCustomKeyEventHandler((event) => this.isForTerminal(event));
    this.element.className = 'terminal-screen';
  }

  get columns(): number {
    return this.xterm.cols;
  }

  get rows(): number {
    return this.xterm.rows;
  }

  /** Puts the terminal into the page; again after it was taken out. */
  show(container: HTMLElement): void {
    container.append(this.element);
    if (!this.isOpen) {
      this.isOpen = true;
      this.xterm.open(this.element);
      this.xterm.textarea?.setAttribute('aria-label', terminalStrings.screen);
      this.xterm.textarea?.setAttribute('aria-description', terminalStrings.how);
      // Letters of another width would shift every column.
      void document.fonts.load(`14px ${FONT}`).then(() => this.restyle());
    }
    this.fit();
  }

  hide(): void {
    this.element.remove();
  }

  fit(): void {
    if (this.element.isConnected) this.fitting.fit();
  }

  focus(): void {
    this.xterm.focus();
  }

  restyle(size?: number): void {
    this.xterm.options.theme = pageTheme();
    if (size !== undefined) this.xterm.options.fontSize = size;
    this.fit();
  }

  write(text: string): void {
    this.xterm.write(text);
  }

  onData(listener: (data: string) => void): void {
    this.xterm.onData(listener);
  }

  onResize(listener: () => void): void {
    this.xterm.onResize(listener);
  }

  private isForTerminal(event: KeyboardEvent): boolean {
    if (event.type !== 'keydown') return true;
    const isControl = event.ctrlKey || event.metaKey;
    if (isControl && event.key === '`') {
      event.preventDefault();
      this.leave();
      return false;
    }
    if (event.key === 'Escape') {
      // The page's own Escape would take the selection away.
      event.stopPropagation();
      if (event.timeStamp - this.escapedAt < TWICE_MS) {
        this.leave();
        return false;
      }
      this.escapedAt = event.timeStamp;
    }
    // The browser copies and pastes; the terminal hears of it.
    if (isControl && event.key.toLowerCase() === 'c' && this.xterm.hasSelection()) return false;
    return !(isControl && event.key.toLowerCase() === 'v');
  }
}
