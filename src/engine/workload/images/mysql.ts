/** mysql and mariadb: refuse to start without a word about the root password. */
import { image, MB, MIB, server, type Image } from '../image';

function withoutPassword(prefix: string, names: readonly string[], words: string): string {
  const lines = names.map((name) => `    - ${name}`).join('\n');
  return `${prefix}Database is uninitialized and password option is not specified\n    ${words}\n${lines}\n`;
}

function database(name: string, daemon: string, admin: string, sizeBytes: number, prefix: string): Image {
  const kinds = ['ROOT_PASSWORD', 'ALLOW_EMPTY_PASSWORD', 'RANDOM_ROOT_PASSWORD'];
  const upper = name.toUpperCase();
  const own = kinds.map(
    (kind) =>
      `${upper}_${kind.replace('ALLOW_EMPTY', upper === 'MARIADB' ? 'ALLOW_EMPTY_ROOT' : 'ALLOW_EMPTY')}`,
  );
  const words = 'You need to specify one of the following as an environment variable:';
  return image({
    name,
    sizeBytes,
    entrypoint: ['docker-entrypoint.sh'],
    cmd: [daemon],
    server: server({
      name: daemon,
      startMs: 6000,
      ports: [3306],
      onTerm: { exitCode: 0, afterMs: 1500 },
      memoryBytes: (name === 'mysql' ? 420 : 110) * MIB,
    }),
    requires: {
      env: [...own, ...kinds.map((kind) => `MYSQL_${kind}`)],
      message: withoutPassword(prefix, own, words),
      exitCode: 1,
    },
    tools: {
      [`${admin} ping`]: {
        up: { exitCode: 0, stdout: 'mysqld is alive\n' },
        down: { exitCode: 1, stderr: `${admin}: connect to server at 'localhost' failed\n` },
      },
      [name]: { up: { exitCode: 1, stderr: 'simplified here: the database answers no queries\n' } },
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
}

export const mysql = database('mysql', 'mysqld', 'mysqladmin', 200 * MB, '[ERROR] [Entrypoint]: ');
export const mariadb = database('mariadb', 'mariadbd', 'mariadb-admin', 120 * MB, '[ERROR] [Entrypoint]: ');
