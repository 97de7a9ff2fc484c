/** `app=web,tier=front`: labels as the generators read them. Models kubectl/pkg/generate.ParseLabels. */
import { KubectlError } from '../errors';

export function parseLabels(text: string): Readonly<Record<string, string>> {
  if (text === '') throw new KubectlError('no label spec passed');
  const labels: Record<string, string> = {};
  for (const pair of text.split(',')) {
    const [key = '', value = '', ...more] = pair.split('=');
    if (!pair.includes('=') || more.length > 0) throw new KubectlError(`unexpected label spec: ${pair}`);
    if (key === '') throw new KubectlError('unexpected empty label key');
    labels[key] = value;
  }
  return labels;
}
