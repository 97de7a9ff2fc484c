import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setTimeout as sleep } from 'node:timers/promises';
import { Lab } from '../../../bridge/server/testing/side-by-side';
import type { LocalConnection, ProgramContext } from '../../program';
import { Fields } from '../fields';
import { kubectl } from '../run';
import { forwardedPorts } from './ports';

const pod = new Fields({
  kind: 'Pod',
  metadata: { name: 'web' },
  spec: {
    containers: [
      {
        ports: [
          { name: 'http', containerPort: 8080, protocol: 'TCP' },
          { containerPort: 53, protocol: 'UDP' },
        ],
      },
    ],
  },
});
const service = new Fields({
  kind: 'Service',
  metadata: { name: 'web' },
  spec: {
    ports: [
      { name: 'front', port: 80, targetPort: 'http', protocol: 'TCP' },
      { port: 81, protocol: 'TCP' },
    ],
  },
});

describe('ports to forward', () => {
  it('are those of the pod', () => {
    expect(forwardedPorts(['80', '5000:http', ':80', 'http'], pod, pod)).toEqual([
      { local: 80, remote: 80 },
      { local: 5000, remote: 8080 },
      { local: 0, remote: 80 },
      { local: 8080, remote: 8080 },
    ]);
  });

  it("are the targets of a Service's ports", () => {
    expect(forwardedPorts(['80', 'front', '9000:81'], service, pod)).toEqual([
      { local: 80, remote: 8080 },
      { local: 80, remote: 8080 },
      { local: 9000, remote: 81 },
    ]);
  });

  it('are refused in the words of the real one', () => {
    const refused = (word: string, object = pod) => {
      try {
        forwardedPorts([word], object, pod);
      } catch (error) {
        return error instanceof Error ? error.message : '';
      }
      return '';
    };
    expect(refused('x:80')).toBe(
      'error parsing local port \'x\': strconv.ParseUint: parsing "x": invalid syntax',
    );
    expect(refused('53')).toBe('UDP protocol is not supported for 53');
    expect(refused('nope')).toBe("Pod 'web' does not have a named port 'nope'");
    expect(refused('82', service)).toBe('Service web does not have a service port 82');
    expect(refused('80:0')).toBe('remote port must be > 0');
  });
});

const OBJECTS = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  containers: [{name: a, image: "nginx:1.27", ports: [{containerPort: 80}]}]
`;

describe('kubectl port-forward', () => {
  let lab: Lab;

  beforeAll(async () => {
    lab = await Lab.open({ files: { 'objects.yaml': OBJECTS } });
    await lab.run('kubectl apply --validate=false -f objects.yaml');
    lab.advance(30_000);
  }, 60_000);

  afterAll(() => lab.close());

  /** Runs it beside the test, with one way in. */
  function start(args: readonly string[], isTaken = false) {
    const stop = new AbortController();
    const printed = { out: '', err: '' };
    let knock: ((connection: LocalConnection) => void) | null = null;
    const { ours, files, transport, folder } = lab;
    const context: ProgramContext = {
      transport,
      files,
      env: new Map([['HOME', folder]]),
      stdin: { isTerminal: false, read: () => Promise.resolve(null) },
      isTerminal: false,
      out(text) {
        printed.out += text;
      },
      err(text) {
        printed.err += text;
      },
      commandLine: args.join(' '),
      now: () => ours.epochMs + ours.now,
      sleep: () => Promise.resolve(),
      signal: stop.signal,
      edit: () => Promise.resolve(null),
      listen(port, accept) {
        if (isTaken) return null;
        knock = accept;
        return { port: port === 0 ? 40_000 : port, close: () => undefined };
      },
    };
    const ended = kubectl.run(args, context);
    const connect = (request: string) => {
      const answer = { text: '' };
      const connection: LocalConnection = {
        incoming: (async function* () {
          yield new TextEncoder().encode(request);
          await new Promise(() => undefined);
        })(),
        send(bytes) {
          answer.text += new TextDecoder().decode(bytes);
        },
        close: () => undefined,
      };
      knock?.(connection);
      return answer;
    };
    return { stop, printed, ended, connect };
  }

  async function settle(isDone: () => boolean): Promise<void> {
    for (let i = 0; i < 400 && !isDone(); i += 1) {
      lab.ours.advance(10);
      await sleep(1);
    }
    expect(isDone()).toBe(true);
  }

  it('answers on the port of this machine until it is stopped', async () => {
    const { stop, printed, ended, connect } = start(['port-forward', 'web', '8080:80']);
    await settle(() => printed.out !== '');
    expect(printed.out).toBe('Forwarding from 127.0.0.1:8080 -> 80\nForwarding from [::1]:8080 -> 80\n');
    const answer = connect('GET / HTTP/1.1\r\nHost: localhost:8080\r\n\r\n');
    await settle(() => answer.text.includes('\r\n\r\n'));
    expect(answer.text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(printed.out).toContain('Handling connection for 8080\n');
    stop.abort(new Error('Ctrl-C'));
    await ended;
    expect(printed.err).toBe('');
  });

  it('ends when nobody listens behind it', async () => {
    const { printed, ended, connect } = start(['port-forward', 'web', ':81']);
    await settle(() => printed.out !== '');
    expect(printed.out).toContain('Forwarding from 127.0.0.1:40000 -> 81\n');
    connect('GET / HTTP/1.1\r\n\r\n');
    await settle(() => printed.err.includes('lost connection'));
    expect(await ended).toBe(1);
    expect(printed.err).toMatch(/an error occurred forwarding 40000 -> 81: error forwarding port 81 to pod/);
    expect(printed.err).toMatch(/error: lost connection to pod\n$/);
  });

  it('says that the port is taken', async () => {
    const { printed, ended } = start(['port-forward', 'web', '8080:80'], true);
    await settle(() => printed.err !== '');
    expect(await ended).toBe(1);
    expect(printed.out).toMatch(/^Unable to listen on port 8080: Listeners failed to create/);
    expect(printed.err).toBe('error: unable to listen on any of the requested ports: [{8080 80}]\n');
  });
});
