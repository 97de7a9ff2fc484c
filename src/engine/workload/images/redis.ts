/** redis. Its entrypoint hands options on to the server. */
import { image, MB, MIB, optionIn, server } from '../image';

const REFUSED = 'Could not connect to Redis at 127.0.0.1:6379: Connection refused\n';

export const redis = image({
  name: 'redis',
  sizeBytes: 46 * MB,
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['redis-server'],
  server: server({
    name: 'redis-server',
    ports: [6379],
    onTerm: { exitCode: 0, afterMs: 150 },
    memoryBytes: 9 * MIB,
  }),
  adapt: (own, { words }) => ({ ...own, ports: [Number(optionIn(words, 'port') ?? 6379) || 6379] }),
  tools: {
    'redis-cli ping': {
      up: { exitCode: 0, stdout: 'PONG\n' },
      down: { exitCode: 1, stderr: REFUSED },
    },
    'redis-cli': {
      up: { exitCode: 1, stderr: 'simplified here: redis-cli knows ping only\n' },
      down: { exitCode: 1, stderr: REFUSED },
    },
  },
  lacks: [
    'wget',
    'curl',
    'nslookup',
    'ping',
    'nc',
    'ps',
    'httpd',
    'python3',
    'python',
    'node',
    'perl',
    'ruby',
    'stress',
  ],
});
