import type { Call, Command } from '../command';
import { compactRules, resourceOfRule } from '../describe/rbac';
import { goList } from '../describe/writer';
import { KubectlError } from '../errors';
import { Fields } from '../fields';
import { failure } from '../http-client';
import { TABLE_LAYOUT, tabulate } from '../print/tabwriter';

const RESOURCE_VERBS = [
  'get',
  'list',
  'watch',
  'create',
  'update',
  'patch',
  'delete',
  'deletecollection',
  'use',
  'bind',
  'impersonate',
  '*',
  'approve',
  'sign',
  'escalate',
  'attest',
];
const PATH_VERBS = ['get', 'put', 'post', 'head', 'options', 'delete', 'patch', '*'];
/** Resources that no discovery shows. */
const HIDDEN_RESOURCES = ['users', 'groups'];
const REVIEWS = '/apis/authorization.k8s.io/v1';

/** Models kubectl/pkg/cmd/auth/cani.go. */
export const authCanICommand: Command = {
  name: 'can-i',
  use: 'auth can-i VERB [TYPE | TYPE/NAME | NONRESOURCEURL]',
  short: 'Check whether an action is allowed',
  examples: `kubectl auth can-i create pods --all-namespaces
kubectl auth can-i list deployments.apps
# As somebody else
kubectl auth can-i list pods --as=system:serviceaccount:dev:robot -n prod
# A subresource, a path of the server
kubectl auth can-i get pods --subresource=log
kubectl auth can-i get /logs/
# Everything that is allowed
kubectl auth can-i --list`,
  completes: 'none',
  flags: [
    { name: 'all-namespaces', short: 'A', type: 'bool', default: 'false', help: 'In all namespaces.' },
    { name: 'quiet', short: 'q', type: 'bool', default: 'false', help: 'Only the exit code.' },
    { name: 'subresource', type: 'string', help: 'A part of it: log, scale.' },
    { name: 'list', type: 'bool', default: 'false', help: 'List what is allowed.' },
    { name: 'no-headers', type: 'bool', default: 'false', help: 'The list without its line of headings.' },
  ],
  async run(call) {
    const { args, flags } = call;
    if (flags.bool('list')) {
      if (args.length > 0) throw new KubectlError('list option must be specified with no arguments');
      if (flags.bool('quiet') || flags.bool('all-namespaces') || flags.string('subresource') !== '') {
        throw new KubectlError(
          "list option can't be specified with neither quiet, all-namespaces nor subresource options",
        );
      }
      return listRules(call);
    }
    const [verb, what] = args;
    if (args.length !== 2 || verb === undefined || what === undefined) {
      throw new KubectlError(
        "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
      );
    }
    const question = what.startsWith('/')
      ? pathQuestion(call, verb, what)
      : await resourceQuestion(call, verb, what);
    if (flags.bool('no-headers')) {
      throw new KubectlError('--no-headers cannot be set without --list specified');
    }
    return ask(call, question);
  },
};

/** Upstream's warnings end with a line of their own. */
function warn(call: Call, text: string): void {
  call.warn(`${text}\n`);
}

function pathQuestion(call: Call, verb: string, path: string): object {
  if (call.flags.string('subresource') !== '') {
    throw new KubectlError('--subresource can not be used with NonResourceURL');
  }
  if (!PATH_VERBS.includes(verb)) warn(call, `verb '${verb}' is not a known verb`);
  return { nonResourceAttributes: { verb, path } };
}

async function resourceQuestion(call: Call, verb: string, what: string): Promise<object> {
  const slash = what.indexOf('/');
  const [word, name] = slash < 0 ? [what, ''] : [what.slice(0, slash), what.slice(slash + 1)];
  const isEverywhere = call.flags.bool('all-namespaces');
  const { group, resource, namespaced } = await resourceOf(call, word);
  if (!isEverywhere && !namespaced) {
    const place = group === '' ? '' : ` in group '${group}'`;
    warn(call, `resource '${resource}' is not namespace scoped${place}`);
  }
  if (!isEverywhere && !RESOURCE_VERBS.includes(verb)) warn(call, `verb '${verb}' is not a known verb`);
  const subresource = call.flags.string('subresource');
  return {
    resourceAttributes: {
      ...(isEverywhere ? {} : { namespace: call.namespace }),
      verb,
      ...(group === '' ? {} : { group }),
      resource,
      ...(subresource === '' ? {} : { subresource }),
      ...(name === '' ? {} : { name }),
    },
  };
}

/** What a word means; a type that the server does not have is asked about as it stands. */
async function resourceOf(call: Call, word: string) {
  if (word === '*') return { group: '', resource: word, namespaced: true };
  try {
    return await call.discovery.forWord(word.toLowerCase());
  } catch (error) {
    if (!(error instanceof KubectlError)) throw error;
    const [resource = '', ...group] = word.toLowerCase().split('.');
    if (!HIDDEN_RESOURCES.includes(word.toLowerCase())) {
      const place = group.length === 0 ? '' : ` in group '${group.join('.')}'`;
      warn(call, `the server doesn't have a resource type '${resource}'${place}`);
    }
    return { group: '', resource: word, namespaced: true };
  }
}

async function review(call: Call, kind: string, spec: object): Promise<Fields> {
  const body = JSON.stringify({ kind, apiVersion: 'authorization.k8s.io/v1', spec });
  const reply = await call.client.raw('POST', `${REVIEWS}/${kind.toLowerCase()}s`, { body });
  if (reply.status >= 400) throw await failure(reply);
  const answer: unknown = JSON.parse(await reply.text());
  return new Fields(answer).at('status');
}

async function ask(call: Call, question: object): Promise<number> {
  const status = await review(call, 'SelfSubjectAccessReview', question);
  const isAllowed = status.bool('allowed');
  const why = [status.text('reason'), status.text('evaluationError')].filter((text) => text !== '');
  if (!call.flags.bool('quiet')) call.out(`${isAllowed ? 'yes' : ['no', ...why].join(' - ')}\n`);
  return isAllowed ? 0 : 1;
}

async function listRules(call: Call): Promise<number> {
  const status = await review(call, 'SelfSubjectRulesReview', { namespace: call.namespace });
  if (status.bool('incomplete')) {
    call.warn(`the list may be incomplete: ${status.text('evaluationError')}`);
  }
  const rules = compactRules([...status.list('resourceRules'), ...status.list('nonResourceRules')]);
  const rows = rules.map((rule) =>
    [resourceOfRule(rule), ...[rule.paths, rule.names, rule.verbs].map(goList)].join('\t'),
  );
  const headers = ['Resources\tNon-Resource URLs\tResource Names\tVerbs'];
  const lines = [...(call.flags.bool('no-headers') ? [] : headers), ...rows];
  call.out(tabulate(lines.map((line) => `${line}\n`).join(''), TABLE_LAYOUT));
  return 0;
}
