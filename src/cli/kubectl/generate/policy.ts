/** Quotas, budgets, priorities and other small objects of `kubectl create`. Models kubectl/pkg/cmd/create. */
import { canonicalQuantity, quantityError } from '../../../engine/api/quantity';
import { parseLabelSelector } from '../../../engine/api/selector-parse';
import type { KubeObject } from '../client';
import { KubectlError } from '../errors';
import { filled, filledList, filledText, metadataOf } from './metadata';

interface Common {
  readonly name: string;
  readonly namespace: string;
}

export function namespaceObject(name: string): KubeObject {
  return { kind: 'Namespace', apiVersion: 'v1', metadata: metadataOf({ name }), spec: {}, status: {} };
}

export function serviceAccount(input: Common): KubeObject {
  return { kind: 'ServiceAccount', apiVersion: 'v1', metadata: metadataOf(input) };
}

function hardLimits(text: string): Readonly<Record<string, string>> {
  const limits: Record<string, string> = {};
  if (text === '') return limits;
  for (const statement of text.split(',')) {
    const [name = '', amount = '', ...more] = statement.split('=');
    if (!statement.includes('=') || more.length > 0) {
      throw new KubectlError(`Invalid argument syntax ${statement}, expected <resource>=<value>`);
    }
    const error = quantityError(amount);
    if (error !== null) throw new KubectlError(error);
    limits[name] = canonicalQuantity(amount);
  }
  return limits;
}

export function quota(input: Common & { readonly hard: string; readonly scopes: string }): KubeObject {
  const hard = hardLimits(input.hard);
  const scopes = input.scopes === '' ? [] : input.scopes.split(',');
  if (scopes.includes('')) throw new KubectlError('invalid resource quota scope ""');
  return {
    kind: 'ResourceQuota',
    apiVersion: 'v1',
    metadata: metadataOf(input),
    spec: { ...filled('hard', hard), ...filledList('scopes', scopes) },
    status: {},
  };
}

export interface BudgetInput extends Common {
  readonly selector: string;
  readonly minAvailable: string;
  readonly maxUnavailable: string;
}

function checkBudget({ selector, minAvailable, maxUnavailable }: BudgetInput): void {
  if (selector === '') throw new KubectlError('a selector must be specified');
  if (minAvailable === '' && maxUnavailable === '') {
    throw new KubectlError('one of min-available or max-unavailable must be specified');
  }
  if (minAvailable !== '' && maxUnavailable !== '') {
    throw new KubectlError('min-available and max-unavailable cannot be both specified');
  }
  const isAmount = /^\d+%?$/;
  if (minAvailable !== '' && !isAmount.test(minAvailable)) {
    throw new KubectlError('invalid format specified for min-available');
  }
  if (maxUnavailable !== '' && !isAmount.test(maxUnavailable)) {
    throw new KubectlError('invalid format specified for max-unavailable');
  }
}

function amount(text: string): number | string {
  return text.endsWith('%') ? text : Number(text);
}

export function podDisruptionBudget(input: BudgetInput): KubeObject {
  checkBudget(input);
  const { minAvailable, maxUnavailable } = input;
  // This way of writing it knows fewer operators than a query.
  if (input.selector.includes('!=')) throw new KubectlError('"!=" is not a valid label selector operator');
  const parsed = parseLabelSelector(input.selector);
  if ('error' in parsed) {
    throw new KubectlError(`couldn't parse the selector string "${input.selector}": ${parsed.error}`);
  }
  const { matchLabels, matchExpressions } = parsed.selector;
  return {
    kind: 'PodDisruptionBudget',
    apiVersion: 'policy/v1',
    metadata: metadataOf(input),
    spec: {
      ...(minAvailable === '' ? {} : { minAvailable: amount(minAvailable) }),
      selector: {
        ...filled('matchLabels', matchLabels),
        ...filledList('matchExpressions', matchExpressions ?? []),
      },
      ...(maxUnavailable === '' ? {} : { maxUnavailable: amount(maxUnavailable) }),
    },
    status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
  };
}

export interface PriorityInput {
  readonly name: string;
  readonly value: number;
  readonly isGlobalDefault: boolean;
  readonly description: string;
  readonly preemptionPolicy: string;
}

export function priorityClass(input: PriorityInput): KubeObject {
  const { name, value, isGlobalDefault, description, preemptionPolicy } = input;
  return {
    kind: 'PriorityClass',
    apiVersion: 'scheduling.k8s.io/v1',
    metadata: metadataOf({ name }),
    value,
    ...(isGlobalDefault ? { globalDefault: true } : {}),
    ...filledText('description', description),
    preemptionPolicy,
  };
}
