/** What an input is called in the journal, on the picture and under Undo. */
import { BATCH_HEADER, LABEL_HEADER, type HttpRequest } from '../api/http';
import type { InputLabel } from './host';
import { headerOf } from './taken';

/** Labels are shown in one line: so many characters are enough. */
const LABEL_MAX = 200;

/**
 * Our own programs say what they are called. A stranger's kubectl tells its verb (`Kubectl-Command: kubectl apply`), and
 * any other client is known by what it asks.
 */
export function labelOf(request: HttpRequest, place: string): InputLabel {
  const own = headerOf(request, LABEL_HEADER);
  const batch = headerOf(request, BATCH_HEADER).slice(0, LABEL_MAX);
  const command = headerOf(request, 'kubectl-command');
  const [path = ''] = request.target.split('?');
  const said = command === '' ? `${request.method} ${path}` : `${command} ${place}`;
  return { label: (own === '' ? said : own).slice(0, LABEL_MAX), batch };
}
