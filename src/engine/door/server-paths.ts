/** Paths that are about the server itself: discovery, its version, its health. Models apiserver/pkg/server/{routes,healthz}. */
import { objectAnswer, textAnswer, type HttpAnswer } from '../apiserver/http/answer';
import {
  aggregatedDiscovery,
  apiGroupDocument,
  apiGroupList,
  apiResourceList,
  apiVersions,
  discoveryContentType,
  offersDiscovery,
} from '../apiserver/http/discovery';
import { groupVersionOf, GROUP_VERSIONS } from '../apiserver/http/served';
import { KUBERNETES_VERSION } from '../api/version';
import { flagOf } from '../apiserver/http/list-query';
import { SERVER_ADDRESS } from '../world';
import { serveOpenApi } from './openapi-paths';
import { acceptedBy, sendAnswer, type Taken } from './taken';

/** No commit and no time of build: nobody built this one. */
const VERSION = {
  major: '1',
  minor: '33',
  emulationMajor: '1',
  emulationMinor: '33',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '32',
  gitVersion: KUBERNETES_VERSION,
  gitCommit: '',
  gitTreeState: 'clean',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: 'go1.24.5',
  compiler: 'gc',
  platform: 'linux/amd64',
};

// -------------------------------------------------------------------------------------------------------- health

const BASE_CHECKS: readonly string[] = ['ping', 'log', 'etcd'];
const READY_CHECKS: readonly string[] = ['etcd-readiness', 'informer-sync'];
const HOOKS: readonly string[] = [
  'poststarthook/start-apiserver-admission-initializer',
  'poststarthook/generic-apiserver-start-informers',
  'poststarthook/priority-and-fairness-config-consumer',
  'poststarthook/priority-and-fairness-filter',
  'poststarthook/storage-object-count-tracker-hook',
  'poststarthook/start-cluster-authentication-info-controller',
  'poststarthook/start-system-namespaces-controller',
  'poststarthook/bootstrap-controller',
  'poststarthook/scheduling/bootstrap-system-priority-classes',
  'autoregister-completion',
];

/** Checks by endpoint, in the order in which they are told. */
const CHECKS: Readonly<Record<string, readonly string[]>> = {
  healthz: [...BASE_CHECKS, ...HOOKS],
  livez: [...BASE_CHECKS, ...HOOKS],
  readyz: [...BASE_CHECKS, ...READY_CHECKS, ...HOOKS, 'shutdown'],
};

function health(taken: Taken, endpoint: string, checks: readonly string[]): HttpAnswer {
  const { host, target } = taken;
  const isEtcdUp = host.simulation.machinery.isUp(`${host.cluster}/etcd`);
  const excluded = new Set(target.query.get('exclude') ?? []);
  const lines: string[] = [];
  let isBad = false;
  for (const check of checks) {
    const fails = !isEtcdUp && check.startsWith('etcd');
    if (excluded.has(check)) lines.push(`[+]${check} excluded: ok`);
    else lines.push(fails ? `[-]${check} failed: reason withheld` : `[+]${check} ok`);
    isBad ||= fails && !excluded.has(check);
  }
  const unknown = [...excluded].filter((check) => !checks.includes(check));
  if (unknown.length > 0)
    lines.push(
      `warn: some health checks cannot be excluded: no matches for ${unknown.map((each) => JSON.stringify(each)).join(',')}`,
    );
  if (isBad) return textAnswer(500, `${lines.join('\n')}\n${endpoint} check failed\n`);
  if (!flagOf(target.query, 'verbose')) return textAnswer(200, 'ok');
  return textAnswer(200, `${lines.join('\n')}\n${endpoint} check passed\n`);
}

/** `/livez` with all its checks, `/livez/etcd` with one; null for what is no such check. */
function healthAnswer(taken: Taken): HttpAnswer | null {
  const [endpoint = '', ...rest] = taken.target.parts;
  const checks = Object.hasOwn(CHECKS, endpoint) ? CHECKS[endpoint] : undefined;
  if (checks === undefined) return null;
  if (rest.length === 0) return health(taken, endpoint, checks);
  const check = rest.join('/');
  return checks.includes(check) ? health(taken, endpoint, [check]) : null;
}

// ----------------------------------------------------------------------------------------------------- discovery

const PATHS: readonly string[] = [
  '/api',
  '/api/v1',
  '/apis',
  ...GROUP_VERSIONS.filter(({ group }) => group !== '').flatMap(({ group, version }) => [
    `/apis/${group}`,
    `/apis/${group}/${version}`,
  ]),
  '/healthz',
  '/livez',
  '/openapi/v2',
  '/openapi/v3',
  '/readyz',
  '/version',
];

function rootDiscovery(taken: Taken, isCore: boolean): void {
  const accepted = acceptedBy(taken, offersDiscovery);
  if (accepted === null) return;
  const { as, version } = accepted;
  if (as === '') {
    const document = isCore ? apiVersions(SERVER_ADDRESS) : apiGroupList();
    sendAnswer(taken, objectAnswer(200, document, accepted));
    return;
  }
  const answer = objectAnswer(200, aggregatedDiscovery(isCore, version), accepted);
  sendAnswer(taken, { ...answer, headers: { 'content-type': discoveryContentType(accepted) } });
}

function groupDocument(parts: readonly string[]): unknown {
  const [prefix, first = '', second = ''] = parts;
  if (prefix === 'apis' && parts.length === 2) return apiGroupDocument(first);
  const isVersion = prefix === 'api' ? parts.length === 2 : prefix === 'apis' && parts.length === 3;
  if (!isVersion) return null;
  const groupVersion = prefix === 'api' ? groupVersionOf('', first) : groupVersionOf(first, second);
  return groupVersion === undefined ? null : apiResourceList(groupVersion);
}

/** kubectl asks for them when a file names a kind that no schema describes. There are none, and none can be made. */
const CUSTOM_RESOURCES = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const NO_CUSTOM_RESOURCES = {
  kind: 'CustomResourceDefinitionList',
  apiVersion: 'apiextensions.k8s.io/v1',
  metadata: {},
  items: [],
};

function documentOf(parts: readonly string[]): unknown {
  if (`/${parts.join('/')}` === CUSTOM_RESOURCES) return NO_CUSTOM_RESOURCES;
  if (parts.length === 0) return { paths: [...PATHS].sort() };
  if (parts.length === 1 && parts[0] === 'version') return VERSION;
  return groupDocument(parts);
}

/** Plain text of Go's own server for paths that it does not know. */
function pageNotFound(taken: Taken): void {
  sendAnswer(taken, textAnswer(404, '404 page not found\n'));
}

/** Answers a path that is about no resource. */
export function serveServerPath(taken: Taken): void {
  if (serveOpenApi(taken)) return;
  const { parts } = taken.target;
  const [prefix] = parts;
  if (parts.length === 1 && (prefix === 'api' || prefix === 'apis')) {
    rootDiscovery(taken, prefix === 'api');
    return;
  }
  const checked = healthAnswer(taken);
  if (checked !== null) {
    sendAnswer(taken, checked);
    return;
  }
  const document = documentOf(parts);
  if (document === null) {
    pageNotFound(taken);
    return;
  }
  const accepted = acceptedBy(taken, () => false);
  if (accepted !== null) sendAnswer(taken, objectAnswer(200, document, accepted, parts.length <= 1));
}
