import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AWKWARD_OBJECTS } from '../../bridge/server/testing/objects';
import { Lab } from '../../bridge/server/testing/side-by-side';
import { complete } from './complete';

let lab: Lab;

beforeAll(async () => {
  lab = await Lab.open({ files: { 'objects.yaml': AWKWARD_OBJECTS } });
  await lab.run('kubectl create -f objects.yaml');
}, 60_000);

afterAll(() => lab.close());

/** The words offered behind `kubectl `; the last word is the one being typed. */
async function offered(line: string): Promise<readonly string[]> {
  const words = line.split(' ');
  return (await complete(words, lab.programContext(`kubectl ${line}`))).words;
}

describe('Tab in a kubectl line', () => {
  it('offers verbs and their subcommands', async () => {
    expect(await offered('ge')).toEqual(['get']);
    expect(await offered('de')).toEqual(expect.arrayContaining(['delete', 'describe']));
    expect(await offered('config use')).toEqual(['use-context']);
    expect(await offered('rollout st')).toEqual(['status']);
  });

  it('offers types, and several of them', async () => {
    expect(await offered('get deploy')).toEqual(['deployments']);
    expect(await offered('get pods,serv')).toEqual(['pods,serviceaccounts', 'pods,services']);
    expect(await offered('explain config')).toEqual(['configmaps']);
  });

  it('offers names from the cluster, in the namespace of the line', async () => {
    expect(await offered('get deployments w')).toEqual(['web']);
    expect(await offered('get po bro')).toEqual(['broken']);
    expect(await offered('get deploy/w')).toEqual(['deploy/web']);
    expect(await offered('get -n kube-system ds ')).toEqual(['agent']);
    expect(await offered('get pods broken bro')).toEqual([]);
    expect(await offered('logs bro')).toEqual(['broken']);
    expect(await offered('drain worker-')).toEqual(['worker-1', 'worker-2', 'worker-3']);
  });

  it('offers flags and their values', async () => {
    expect(await offered('get pods --all-n')).toEqual(['--all-namespaces']);
    expect(await offered('get pods -o js')).toEqual([
      'json',
      'jsonpath',
      'jsonpath-as-json',
      'jsonpath-file',
    ]);
    expect(await offered('get pods --output=ya')).toEqual(['--output=yaml']);
    expect(await offered('get pods -n kube-s')).toEqual(['kube-system']);
    expect(await offered('--context kub')).toEqual(['kubernetes-admin@kubernetes']);
    expect(await offered('logs broken -c ')).toEqual(['c']);
  });

  it('leaves files to the shell', async () => {
    const { withFiles } = await complete(['apply', '-f', ''], lab.programContext('kubectl apply -f '));
    expect(withFiles).toBe(true);
  });

  it('offers nothing where it knows nothing', async () => {
    expect(await offered('get nonsense x')).toEqual([]);
    expect(await offered('nonsense x')).toEqual([]);
  });
});
