/** A real kubectl computes ages with the machine's clock, which goes on while the worlds stand. */
import { KUBEADM_CLUSTER } from '../../../engine/cluster';
import { DEFAULT_WORLD, type WorldConfig } from '../../../engine/world';
import type { Printed } from './real-kubectl';

const AGE = /\b(\d+[smhd]){1,2}\b(?: \(x\d+ over (?:\d+[smhd]){1,2}\))?/g;

/** A kubeadm cluster that a few minutes may pass in before it overtakes the machine's clock: no age is `<invalid>`. */
export function inThePast(): WorldConfig {
  return {
    ...DEFAULT_WORLD,
    clusters: [KUBEADM_CLUSTER],
    epochMs: Math.floor(Date.now() / 1000) * 1000 - 300_000,
  };
}

/** The same print without its ages; where they stand in a table, without the width of its columns. */
export function maskAges({ code, out, err }: Printed): Printed {
  return { code, out: mask(out), err };
}

function mask(text: string): string {
  let isInTable = false;
  return text
    .split('\n')
    .map((line) => {
      if (line === '') isInTable = false;
      if (/^Events:$|^LAST SEEN|^NAMESPACE +LAST SEEN/.test(line)) isInTable = true;
      const masked = line.replace(AGE, 'AGE');
      return isInTable ? masked.replace(/ +/g, ' ').replace(/-+/g, '-') : masked;
    })
    .join('\n');
}
