/** The shell at the keyboard of a real terminal. */
import { Console } from '../../cli/shell/console/console';
import type { Terminal } from '../../cli/shell/console/terminal';
import type { Shell } from '../../cli/shell/shell';
import { type FastWorld, TimeIsOver } from './fast-world';
import { COMPLETERS, PROGRAMS } from './shell-programs';

const TIME_IS_OVER = 124;

/** Resolves with the exit code when the person leaves. `prepare` is called before the first prompt. */
export function talk(world: FastWorld, prepare: (shell: Shell) => void): Promise<number> {
  const { stdin, stdout } = process;
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  return new Promise((resolve) => {
    const leave = (code: number): void => {
      stdin.setRawMode(false);
      stdin.pause();
      stdout.write('\u001b[?2004l');
      resolve(code);
    };
    const terminal: Terminal = {
      get columns() {
        return stdout.columns || 80;
      },
      get rows() {
        return stdout.rows || 24;
      },
      write: (text) => {
        stdout.write(text);
      },
      onData: (listener) => {
        stdin.on('data', (data) => listener(String(data)));
      },
      onResize: (listener) => {
        stdout.on('resize', listener);
      },
    };
    const person: Console = new Console({
      terminal,
      clock: world,
      transport: world.transport,
      programs: PROGRAMS,
      completers: COMPLETERS,
      onExit: leave,
      whileRunning: async (run) => {
        try {
          return await world.run(run);
        } catch (error) {
          if (!(error instanceof TimeIsOver)) throw error;
          person.close();
          stdout.write(`orrery: ${error.message}\r\n`);
          leave(TIME_IS_OVER);
          return TIME_IS_OVER;
        }
      },
      greeting: 'A fresh cluster, and kubectl. Its time passes while a command waits. "help" says more.\n',
    });
    prepare(person.shell);
    person.start();
  });
}
