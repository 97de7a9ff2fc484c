/** npm run serve: a cluster in this process, for a real kubectl on this machine. */
import { control } from '../../engine/door/control/control';
import { loadDescriptions } from '../../worker/descriptions';
import { startApiServer } from './api-server';
import { FlagError, parseFlags, USAGE, type ServeFlags } from './flags';
import { kubeconfigPlace } from './kubeconfig';
import { LiveWorld } from './live-world';
import { servedWorld } from './worlds';

const USAGE_ERROR = 2;
const kubeconfig = kubeconfigPlace();

function complain(text: string, code: number): void {
  console.error(text);
  process.exitCode = code;
}

function flagsOrComplaint(): ServeFlags | null {
  try {
    const flags = parseFlags(process.argv.slice(2));
    if (flags === null) console.log(USAGE);
    return flags;
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    complain(`${error.message}\n\n${USAGE}`, USAGE_ERROR);
    return null;
  }
}

function startProblem(error: unknown, port: number): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EADDRINUSE') return `Port ${port} is taken. Choose another with --port, or --port 0 for any.`;
  if (code === 'EACCES')
    return `Port ${port} is not allowed to you, or ${kubeconfig.file} cannot be written.`;
  return `It did not start: ${message}`;
}

async function serve(flags: ServeFlags): Promise<void> {
  const { port, speed, paused } = flags;
  const world = new LiveWorld({
    ...servedWorld(flags, Date.now()),
    speed,
    paused,
    control,
    loadDescriptions,
  });
  const { cluster } = world;
  const options = { upstream: world, cluster, port, elsewhere: false, kubeconfig: kubeconfig.file };
  const server = await startApiServer(options).catch((error: unknown) => {
    world.stop();
    complain(startProblem(error, port), 1);
    return null;
  });
  if (server === null) return;
  console.log(
    `The cluster "${cluster}" answers at ${server.address}. In another terminal, from this folder:\n`,
  );
  console.log(`  ${kubeconfig.line}\n  kubectl get nodes\n`);
  console.log(paused ? 'The clock stands.' : `Speed: ${speed}.`, 'Ctrl-C ends it.');
  const end = () => {
    world.stop();
    void server.close();
  };
  process.once('SIGINT', end);
  process.once('SIGTERM', end);
}

const flags = flagsOrComplaint();
if (flags !== null) await serve(flags);
