/** All images that we know something about. A new one is a new file here, and a line in this list. */
import type { Image } from '../image';
import { agnhosts } from './agnhost';
import { coredns, kindnetd } from './cluster-addons';
import { etcd, kubeApiServer, kubeControllerManager, kubeProxy, kubeScheduler } from './control-plane';
import { memcached, mongo, rabbitmq } from './data-stores';
import { echoServer, echoservers, helloApps, httpEcho, nginxHello, podinfos, whoami } from './echo';
import { httpd } from './httpd';
import { node, python } from './interpreters';
import { mariadb, mysql } from './mysql';
import { nginx } from './nginx';
import { pauses } from './pause';
import { postgres } from './postgres';
import { caddy, traefik } from './proxies';
import { redis } from './redis';
import { alpine, busybox, curlImages, debian, ubuntu } from './shells';
import { stressImages } from './stress';

const IMAGES: readonly Image[] = [
  nginx,
  httpd,
  redis,
  postgres,
  mysql,
  mariadb,
  mongo,
  memcached,
  rabbitmq,
  traefik,
  caddy,
  busybox,
  alpine,
  ubuntu,
  debian,
  python,
  node,
  httpEcho,
  whoami,
  echoServer,
  nginxHello,
  ...echoservers,
  ...helloApps,
  ...podinfos,
  ...agnhosts,
  ...stressImages,
  ...curlImages,
  ...pauses,
  kubeApiServer,
  etcd,
  kubeControllerManager,
  kubeScheduler,
  kubeProxy,
  coredns,
  kindnetd,
];

const CATALOGUE: ReadonlyMap<string, Image> = new Map(IMAGES.map((image) => [image.name, image]));

export function knownImage(name: string): Image | undefined {
  return CATALOGUE.get(name);
}
