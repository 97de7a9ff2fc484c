/** nginx: leaves on SIGTERM at once, whatever it is doing, with code 0. */
import { image, MB, MIB, server } from '../image';

const PAGE = `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
</head>
<body>
<h1>Welcome to nginx!</h1>
</body>
</html>
`;

const NOT_FOUND_PAGE = `<html>
<head><title>404 Not Found</title></head>
<body>
<center><h1>404 Not Found</h1></center>
<hr><center>nginx/1.27.5</center>
</body>
</html>
`;

const CHECKED =
  'nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\n' +
  'nginx: configuration file /etc/nginx/nginx.conf test is successful\n';

const NGINX_ROOT = '/usr/share/nginx/html';

export const nginx = image({
  name: 'nginx',
  tags: /^(latest|stable|mainline|alpine|stable-alpine|mainline-alpine|1(\.(1[0-9]|2[0-9]))?(\.[0-9]+)?(-alpine|-bookworm|-perl|-alpine-slim)?)$/,
  sizeBytes: 73 * MB,
  entrypoint: ['/docker-entrypoint.sh'],
  cmd: ['nginx', '-g', 'daemon off;'],
  server: server({
    name: 'nginx',
    ports: [80],
    root: NGINX_ROOT,
    http: {
      '/': { code: 200, body: PAGE },
      '/index.html': { code: 200, body: PAGE },
      '*': { code: 404, body: NOT_FOUND_PAGE },
    },
    onTerm: { exitCode: 0, afterMs: 60 },
    memoryBytes: 8 * MIB,
  }),
  binaries: ['nginx', 'nginx-debug'],
  tools: {
    'nginx -s stop': { up: { exitCode: 0 }, signal: 15 },
    'nginx -s quit': { up: { exitCode: 0 }, signal: 15 },
    'nginx -s reload': { up: { exitCode: 0 } },
    'nginx -t': { up: { exitCode: 0, stderr: CHECKED } },
    'nginx -v': { up: { exitCode: 0, stderr: 'nginx version: nginx/1.27\n' } },
  },
  lacks: [
    'wget',
    'nslookup',
    'ping',
    'nc',
    'ps',
    'top',
    'free',
    'uptime',
    'watch',
    'killall',
    'httpd',
    'python3',
    'python',
    'node',
    'perl',
    'ruby',
    'stress',
  ],
  banner: ['/docker-entrypoint.sh: Configuration complete; ready for start up'],
});
