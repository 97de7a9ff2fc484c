/** Files that every image brings, or that the kernel shows: those that classes look at. */
import type { Instance } from './containerd-state';

const DEBIAN_RELEASE = `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
VERSION_CODENAME=bookworm
ID=debian
HOME_URL="https://www.debian.org/"
SUPPORT_URL="https://www.debian.org/support"
BUG_REPORT_URL="https://bugs.debian.org/"
`;

const UBUNTU_RELEASE = `PRETTY_NAME="Ubuntu 24.04.2 LTS"
NAME="Ubuntu"
VERSION_ID="24.04"
VERSION="24.04.2 LTS (Noble Numbat)"
VERSION_CODENAME=noble
ID=ubuntu
ID_LIKE=debian
`;

const ALPINE_RELEASE = `NAME="Alpine Linux"
ID=alpine
VERSION_ID=3.21.3
PRETTY_NAME="Alpine Linux v3.21"
HOME_URL="https://alpinelinux.org/"
BUG_REPORT_URL="https://gitlab.alpinelinux.org/alpine/aports/-/issues"
`;

const PASSWD = `root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/bin/false
bin:x:2:2:bin:/bin:/bin/false
www-data:x:33:33:www-data:/var/www:/bin/false
nobody:x:65534:65534:nobody:/home:/bin/false
`;

const GROUP = 'root:x:0:\ndaemon:x:1:\nbin:x:2:\nwww-data:x:33:\nnobody:x:65534:\n';

const NGINX_CONF = `user  nginx;
worker_processes  auto;

error_log  /var/log/nginx/error.log notice;
pid        /run/nginx.pid;

events {
    worker_connections  1024;
}

http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;
    sendfile        on;
    keepalive_timeout  65;
    include /etc/nginx/conf.d/*.conf;
}
`;

const NGINX_DEFAULT = `server {
    listen       80;
    server_name  localhost;

    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }

    error_page   500 502 503 504  /50x.html;
}
`;

type Userland = 'busybox' | 'debian';

/** Images of which it is known that they stand on Debian; their alpine variants do not. */
const ON_DEBIAN =
  /(^|\/)(nginx|httpd|redis|postgres|mysql|mariadb|mongo|rabbitmq|memcached|python|node|debian|ubuntu|tomcat|php|ruby|perl|wordpress)(:|@|$)/;

/** Whose shell and tools the image has. */
export function userlandOf({ image }: Instance): Userland {
  return ON_DEBIAN.test(image) && !image.includes('alpine') ? 'debian' : 'busybox';
}

function releaseOf({ image }: Instance, userland: Userland): string | undefined {
  if (image.includes('ubuntu')) return UBUNTU_RELEASE;
  if (userland === 'debian') return DEBIAN_RELEASE;
  // busybox has none; images that stand on Alpine do.
  return /(^|\/)busybox(:|@|$)/.test(image) ? undefined : ALPINE_RELEASE;
}

function isNginx({ program }: Instance): boolean {
  return program.name === 'nginx';
}

/** Those that are listed. */
export const IMAGE_PATHS: readonly string[] = [
  '/etc/passwd',
  '/etc/group',
  '/etc/os-release',
  '/proc/meminfo',
  '/proc/cpuinfo',
  '/etc/nginx/nginx.conf',
  '/etc/nginx/conf.d/default.conf',
];

/** The text of such a file; undefined when the container has none. */
export function imageFile(instance: Instance, path: string): string | undefined {
  switch (path) {
    case '/etc/os-release':
    case '/usr/lib/os-release':
      return releaseOf(instance, userlandOf(instance));
    case '/etc/passwd':
      return PASSWD;
    case '/etc/group':
      return GROUP;
    case '/etc/nginx/nginx.conf':
      return isNginx(instance) ? NGINX_CONF : undefined;
    case '/etc/nginx/conf.d/default.conf':
      return isNginx(instance) ? NGINX_DEFAULT : undefined;
    case '/proc/version':
      return 'Linux version 6.8.0 (gcc 13.2.0) #1 SMP\n';
    case '/proc/loadavg':
      return '0.28 0.31 0.30 2/412 31\n';
    case '/proc/1/cmdline':
      return `${instance.program.name}\0`;
    case '/proc/1/comm':
      return `${instance.program.name}\n`;
    case '/proc/meminfo':
      return 'MemTotal:        4005856 kB\nMemFree:         1791744 kB\nMemAvailable:    3013856 kB\n';
    case '/proc/cpuinfo':
      return 'processor\t: 0\nmodel name\t: virtual CPU\n\nprocessor\t: 1\nmodel name\t: virtual CPU\n';
    case '/sys/fs/cgroup/memory.max':
      return `${instance.memoryLimitBytes ?? 'max'}\n`;
    default:
      return undefined;
  }
}
