import type { KubeObject } from '../client';
import type { Command } from '../command';
import { goList } from '../describe/writer';
import { KubectlError } from '../errors';
import { Fields, sortedKeys } from '../fields';
import { failure } from '../http-client';
import { TABLE_LAYOUT, tabulate } from '../print/tabwriter';
import { OUTPUT_FLAGS } from '../write/flags';
import { resultPrinter } from '../write/output';

/** Models kubectl/pkg/cmd/auth/whoami.go. */
export const authWhoAmICommand: Command = {
  name: 'whoami',
  use: 'auth whoami',
  short: 'Experimental: Check self subject attributes',
  examples: `kubectl auth whoami
kubectl auth whoami -o json`,
  completes: 'none',
  flags: OUTPUT_FLAGS,
  async run(call) {
    const body = JSON.stringify({ kind: 'SelfSubjectReview', apiVersion: 'authentication.k8s.io/v1' });
    const reply = await call.client.raw('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', {
      body,
    });
    if (reply.status === 403) {
      throw new KubectlError(
        'the selfsubjectreviews API is not enabled in the cluster or you do not have permission to call it',
      );
    }
    if (reply.status === 404) {
      throw new KubectlError(
        'the selfsubjectreviews API is not enabled in the cluster\nenable APISelfSubjectReview feature gate and authentication.k8s.io/v1alpha1 or authentication.k8s.io/v1beta1 API',
      );
    }
    if (reply.status >= 400) throw await failure(reply);
    const answer = JSON.parse(await reply.text()) as KubeObject;
    const { kind, apiVersion, metadata, status } = answer as KubeObject & { readonly status?: unknown };
    // In the order of the Go type, which always writes the time.
    const review = {
      kind,
      apiVersion,
      metadata: metadata ?? { creationTimestamp: null },
      status,
    } as KubeObject;
    if (call.flags.string('output') === '') call.out(table(Fields.of(review).at('status.userInfo')));
    else await (await resultPrinter(call, 'none')).print(review, '', true);
    return 0;
  },
};

function table(user: Fields): string {
  const rows = ['ATTRIBUTE\tVALUE'];
  if (user.text('username') !== '') rows.push(`Username\t${user.text('username')}`);
  if (user.text('uid') !== '') rows.push(`UID\t${user.text('uid')}`);
  if (user.texts('groups').length > 0) rows.push(`Groups\t${goList(user.texts('groups'))}`);
  const extra = user.at('extra').value;
  if (typeof extra === 'object' && extra !== null) {
    for (const key of sortedKeys(extra as Record<string, unknown>)) {
      const values = (extra as Record<string, readonly unknown[]>)[key] ?? [];
      rows.push(`Extra: ${key}\t${goList(values.map(String))}`);
    }
  }
  return tabulate(rows.map((row) => `${row}\n`).join(''), TABLE_LAYOUT);
}
