import { it } from 'vitest';
import { Lab } from '../../bridge/server/testing/side-by-side';
it('x', async () => {
  const lab = await Lab.open({files:{'pod.yaml':'apiVersion: v1\nkind: Pod\nmetadata:\n  name: a\nspec:\n  containers:\n  - name: c\n    image: nginx\n'}});
  for (const l of (process.env['LINES'] ?? '').split('\n').filter(Boolean)) {
    const [o, r] = await lab.both(l, { stepMs: Number(process.env['STEP'] ?? '0') });
    if (process.env['QUIET'] && JSON.stringify(o) === JSON.stringify(r)) { console.log('SAME', l); continue; }
    console.log(`##### ${l}\nOURS ${o.code}\n${o.out}--\n${o.err}\nREAL ${r.code}\n${r.out}--\n${r.err}`);
  }
  await lab.close();
}, 60000);
