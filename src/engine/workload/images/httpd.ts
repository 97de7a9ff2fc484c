/** Apache httpd. */
import { image, MB, MIB, server } from '../image';

const PAGE = '<html><body><h1>It works!</h1></body></html>\n';

export const httpd = image({
  name: 'httpd',
  sizeBytes: 58 * MB,
  cmd: ['httpd-foreground'],
  server: server({
    name: 'httpd',
    ports: [80],
    root: '/usr/local/apache2/htdocs',
    http: { '/': { code: 200, body: PAGE }, '/index.html': { code: 200, body: PAGE } },
    onTerm: { exitCode: 0, afterMs: 120 },
    memoryBytes: 12 * MIB,
  }),
  binaries: ['httpd-foreground', 'httpd', 'apachectl'],
  lacks: ['wget', 'curl', 'nslookup', 'ping', 'nc', 'ps', 'python3', 'python', 'node', 'ruby', 'stress'],
});
