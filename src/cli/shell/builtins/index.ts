/** The commands that the shell brings itself. */
import type { Builtin } from '../run/machine';
import { outOf } from '../run/process';
import * as control from './control';
import * as jobs from './jobs';
import { ls } from './ls';
import { curl, wget } from './network';
import * as people from './people';
import { echo, printf } from './printing';
import * as processes from './processes';
import * as reading from './reading';
import * as time from './time';
import * as variables from './variables';

const nothing: Builtin = () => 0;

export const BUILTINS: ReadonlyMap<string, Builtin> = new Map<string, Builtin>([
  [':', nothing],
  ['true', nothing],
  ['false', () => 1],
  ['.', control.source],
  ['source', control.source],
  ['[', control.bracket],
  ['test', control.test],
  ['alias', variables.alias],
  ['unalias', variables.unalias],
  ['bash', control.bash],
  ['sh', control.bash],
  ['bg', jobs.bg],
  ['fg', jobs.fg],
  ['jobs', jobs.jobs],
  ['kill', jobs.kill],
  ['wait', jobs.wait],
  ['break', control.leaveLoop('break')],
  ['continue', control.leaveLoop('continue')],
  ['return', control.leave('return')],
  ['exit', control.leave('exit')],
  ['logout', control.leave('exit')],
  ['builtin', async (args, process, machine) => await machine.invoke(args, process, { skipFunctions: true })],
  ['command', control.command],
  ['exec', async (args, process, machine) => await machine.invoke(args, process)],
  ['eval', control.evaluate],
  ['env', processes.env],
  ['printenv', processes.printenv],
  ['type', control.type],
  ['which', control.which],
  ['xargs', processes.xargs],
  ['rm', processes.rm],
  ['ls', ls],
  ['trap', processes.trap],
  ['cd', control.cd],
  ['pwd', control.pwd],
  ['declare', variables.declare('declare')],
  ['typeset', variables.declare('declare')],
  ['export', variables.declare('export')],
  ['local', variables.declare('local')],
  ['readonly', variables.declare('readonly')],
  ['let', variables.letBuiltin],
  ['read', variables.read],
  ['set', variables.set],
  ['shift', variables.shift],
  ['unset', variables.unset],
  // Tab, keys and limits are the page's own affair; lines of a .bashrc that set them do no harm.
  ['shopt', nothing],
  ['complete', nothing],
  ['compopt', nothing],
  ['bind', nothing],
  ['ulimit', nothing],
  ['umask', nothing],
  ['echo', echo],
  ['printf', printf],
  ['cat', reading.cat],
  ['head', reading.head],
  ['tail', reading.tail],
  ['tee', reading.tee],
  ['yes', reading.yes],
  ['date', time.date],
  ['sleep', time.sleep],
  ['timeout', time.timeout],
  ['watch', time.watch],
  ['clear', people.clear],
  ['reset', people.clear],
  ['history', people.history],
  ['help', people.help],
  ['man', people.man],
  ['vim', people.edit],
  ['vi', people.edit],
  ['nano', people.edit],
  ['edit', people.edit],
  ['less', people.less],
  ['more', people.less],
  ['whoami', people.whoami],
  ['hostname', people.hostname],
  ['curl', curl],
  ['wget', wget],
  [
    'times',
    (_args, process) => {
      outOf(process).write('0m0.000s 0m0.000s\n0m0.000s 0m0.000s\n');
      return 0;
    },
  ],
]);
