/** Edits an object of the cluster: what `kubectl edit` does, with the page's own editor. */
import { attempt } from './actions';
import { commandLine, toast } from './store';

/** Opens the object in the editor. What it came to is said in a notice, in kubectl's words. */
export function editObject(id: string): void {
  const line = commandLine.editObject(id);
  attempt(async () => {
    const [{ kubectl }, { runProgram }] = await Promise.all([
      import('../cli/kubectl/run'),
      import('./run-program'),
    ]);
    const { exitCode, stdout, stderr } = await runProgram(kubectl, line.split(' ').slice(1), line);
    toast(exitCode === 0 ? 'info' : 'error', `${stdout}${stderr}`.trim());
  });
}
