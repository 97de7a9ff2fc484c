/** traefik and caddy. */
import { image, MB, MIB, server } from '../image';
import { NOT_FOUND } from '../server';

const CADDY_PAGE =
  '<!DOCTYPE html>\n<html>\n<head><title>Caddy works!</title></head>\n<body></body>\n</html>\n';

export const traefik = image({
  name: 'traefik',
  tags: /^(latest|v?[0-9]+(\.[0-9]+){0,2}(-[a-z0-9.]+)*)$/,
  sizeBytes: 50 * MB,
  entrypoint: ['/entrypoint.sh'],
  cmd: ['traefik'],
  server: server({
    name: 'traefik',
    startMs: 500,
    ports: [80, 8080],
    http: { '/ping': { code: 200, body: 'OK' }, '*': NOT_FOUND },
    onTerm: { exitCode: 0, afterMs: 200 },
    memoryBytes: 45 * MIB,
  }),
});

export const caddy = image({
  name: 'caddy',
  sizeBytes: 20 * MB,
  cmd: ['caddy', 'run'],
  server: server({
    name: 'caddy',
    ports: [80, 443, 2019],
    root: '/usr/share/caddy',
    http: { '/': { code: 200, body: CADDY_PAGE }, '/index.html': { code: 200, body: CADDY_PAGE } },
    onTerm: { exitCode: 0, afterMs: 80 },
    memoryBytes: 25 * MIB,
  }),
});
