/** What the console needs of a terminal: xterm.js in the page, a TTY under Node, a text in a test. */
export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  /** Text and ANSI sequences; lines end with `\r\n`. */
  write(text: string): void;
  /** What is typed or pasted, as a terminal sends it. */
  onData(listener: (data: string) => void): void;
  onResize(listener: () => void): void;
}
