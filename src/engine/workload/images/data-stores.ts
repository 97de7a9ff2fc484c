/** mongo, memcached and rabbitmq. */
import { image, MB, MIB, server } from '../image';

const LACKS = [
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
  'ruby',
  'stress',
];

export const mongo = image({
  name: 'mongo',
  sizeBytes: 280 * MB,
  entrypoint: ['docker-entrypoint.sh'],
  server: server({
    name: 'mongod',
    startMs: 1500,
    ports: [27017],
    onTerm: { exitCode: 0, afterMs: 700 },
    memoryBytes: 170 * MIB,
  }),
  tools: {
    mongosh: {
      up: { exitCode: 0, stdout: '{ ok: 1 }\n' },
      down: { exitCode: 1, stderr: 'MongoNetworkError: connect ECONNREFUSED 127.0.0.1:27017\n' },
    },
  },
  lacks: LACKS,
});

export const memcached = image({
  name: 'memcached',
  sizeBytes: 31 * MB,
  entrypoint: ['docker-entrypoint.sh'],
  server: server({
    name: 'memcached',
    ports: [11211],
    onTerm: { exitCode: 0, afterMs: 50 },
    memoryBytes: 4 * MIB,
  }),
  lacks: LACKS,
});

export const rabbitmq = image({
  name: 'rabbitmq',
  sizeBytes: 105 * MB,
  entrypoint: ['docker-entrypoint.sh'],
  server: server({
    name: 'rabbitmq-server',
    startMs: 9000,
    ports: [5672, 15672, 25672],
    onTerm: { exitCode: 0, afterMs: 2500 },
    memoryBytes: 140 * MIB,
  }),
  tools: {
    'rabbitmq-diagnostics': {
      up: { exitCode: 0, stdout: 'Ping succeeded\n' },
      down: { exitCode: 69, stderr: 'Error: unable to perform an operation on node\n' },
    },
  },
  lacks: LACKS,
});
