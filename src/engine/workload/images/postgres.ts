/** postgres: refuses to start without a password for its superuser. */
import { image, MB, MIB, server } from '../image';

const NO_PASSWORD = `Error: Database is uninitialized and superuser password is not specified.
       You must specify POSTGRES_PASSWORD to a non-empty value for the
       superuser. For example, "-e POSTGRES_PASSWORD=password" on "docker run".

       You may also use "POSTGRES_HOST_AUTH_METHOD=trust" to allow all
       connections without a password. This is *not* recommended.

       See PostgreSQL documentation about "trust":
       https://www.postgresql.org/docs/current/auth-trust.html
`;

export const postgres = image({
  name: 'postgres',
  sizeBytes: 155 * MB,
  entrypoint: ['docker-entrypoint.sh'],
  cmd: ['postgres'],
  server: server({
    name: 'postgres',
    startMs: 2500,
    ports: [5432],
    onTerm: { exitCode: 0, afterMs: 900 },
    memoryBytes: 60 * MIB,
  }),
  requires: { env: ['POSTGRES_PASSWORD', 'POSTGRES_HOST_AUTH_METHOD'], message: NO_PASSWORD, exitCode: 1 },
  tools: {
    pg_isready: {
      up: { exitCode: 0, stdout: '/var/run/postgresql:5432 - accepting connections\n' },
      down: { exitCode: 2, stdout: '/var/run/postgresql:5432 - no response\n' },
    },
    psql: {
      up: { exitCode: 1, stderr: 'simplified here: the database answers no queries\n' },
      down: {
        exitCode: 2,
        stderr:
          'psql: error: connection to server on socket "/var/run/postgresql/.s.PGSQL.5432" failed: No such file or directory\n' +
          '\tIs the server running locally and accepting connections on that socket?\n',
      },
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
    'ruby',
    'stress',
  ],
});
