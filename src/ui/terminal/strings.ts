/** Words of the terminal. */
export const terminalStrings = {
  region: 'Terminal',
  how: 'Press Escape twice, or Control and backtick, to leave the terminal. Tab completes words.',
  screen: 'Shell',
  resize: 'Height of the terminal',
  larger: 'Larger text',
  smaller: 'Smaller text',
  completion: 'Tab completion',
  toLeave: 'to leave',
  close: 'Close the terminal',
  keys: 'Keys of the terminal',
  loading: 'The shell is being loaded …',
  failed: 'The shell could not be loaded. Close the terminal and open it again.',
  greeting:
    'kubectl asks the cluster that you see; its clock is the cluster’s. Type "help" for more, Esc Esc to leave.\n',
  ended: 'The shell has ended. Here is a new one.\n',
} as const;
