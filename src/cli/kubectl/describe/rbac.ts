/** Models kubectl/pkg/describe (RoleDescriber, RoleBindingDescriber) and kubectl/pkg/util/rbac. */
import type { Fields } from '../fields';
import { writeAnnotations, writeLabels } from './labels';
import { described, goList } from './writer';

/** A rule about one resource of one group, or about one path. */
export interface Rule {
  readonly group: string;
  readonly resource: string;
  readonly paths: readonly string[];
  readonly names: readonly string[];
  readonly verbs: readonly string[];
}

/** Rules as one line each: broken down, those about the same thing put together again, sorted. */
export function compactRules(rules: readonly Fields[]): readonly Rule[] {
  const paths: Rule[] = [];
  const simple = new Map<string, { rule: Rule; verbs: string[] }>();
  for (const rule of rules) {
    const verbs = rule.texts('verbs');
    const names = rule.texts('resourceNames');
    for (const group of rule.texts('apiGroups')) {
      for (const resource of rule.texts('resources')) {
        for (const verb of verbs) {
          for (const name of names.length === 0 ? [null] : names) {
            const key = JSON.stringify([group, resource, name]);
            const known = simple.get(key);
            if (known === undefined) {
              const one = { group, resource, paths: [], names: name === null ? [] : [name] };
              const own = [verb];
              simple.set(key, { rule: { ...one, verbs: own }, verbs: own });
            } else if (!known.verbs.includes(verb)) known.verbs.push(verb);
          }
        }
      }
    }
    for (const path of rule.texts('nonResourceURLs')) {
      for (const verb of verbs)
        paths.push({ group: '', resource: '', paths: [path], names: [], verbs: [verb] });
    }
  }
  return [...paths, ...[...simple.values()].map(({ rule }) => rule)].toSorted((a, b) => {
    const [left, right] = [orderOf(a), orderOf(b)];
    return left < right ? -1 : left > right ? 1 : 0;
  });
}

/** Upstream sorts by the text of the generated struct, in the order of its fields. */
function orderOf({ group, resource, paths, names, verbs }: Rule): string {
  const isPath = paths.length > 0;
  return `&PolicyRule{Verbs:${goList(verbs)},APIGroups:${goList(isPath ? [] : [group])},Resources:${goList(isPath ? [] : [resource])},ResourceNames:${goList(names)},NonResourceURLs:${goList(paths)},}`;
}

/** `deployments.apps/scale`: the group goes before the subresource. */
export function resourceOfRule({ resource, group }: Rule): string {
  const [name = '', ...rest] = resource.split('/');
  const withGroup = group === '' ? name : `${name}.${group}`;
  return rest.length === 0 ? withGroup : `${withGroup}/${rest.join('/')}`;
}

export function describeRole(role: Fields): string {
  return described((w) => {
    w.row(0, 'Name', role.name);
    writeLabels(w, 'Labels', role.labels);
    writeAnnotations(w, 'Annotations', role.annotations);
    w.line(0, 'PolicyRule:');
    w.line(1, 'Resources\tNon-Resource URLs\tResource Names\tVerbs');
    w.line(1, '---------\t-----------------\t--------------\t-----');
    for (const rule of compactRules(role.list('rules'))) {
      const lists = [rule.paths, rule.names, rule.verbs].map(goList);
      w.line(1, [resourceOfRule(rule), ...lists].join('\t'));
    }
  });
}

export function describeRoleBinding(binding: Fields): string {
  return described((w) => {
    w.row(0, 'Name', binding.name);
    writeLabels(w, 'Labels', binding.labels);
    writeAnnotations(w, 'Annotations', binding.annotations);
    w.line(0, 'Role:');
    w.row(1, 'Kind', binding.text('roleRef.kind'));
    w.row(1, 'Name', binding.text('roleRef.name'));
    w.line(0, 'Subjects:');
    w.line(1, 'Kind\tName\tNamespace');
    w.line(1, '----\t----\t---------');
    for (const subject of binding.list('subjects')) {
      w.line(1, ['kind', 'name', 'namespace'].map((path) => subject.text(path)).join('\t'));
    }
  });
}
