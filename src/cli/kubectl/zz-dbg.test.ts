import { readFileSync } from 'node:fs';
import { it } from 'vitest';
import { Lab } from '../../bridge/server/testing/side-by-side';
it('x', async () => {
  const lab = await Lab.open({ files: { 'all.yaml': readFileSync('/tmp/w/E/all.yaml', 'utf8') } });
  await lab.both('kubectl create -f all.yaml');
  lab.advance(Number(process.env['ADV'] ?? '60000'));
  for (const l of (process.env['LINES'] ?? '').split('\n').filter(Boolean)) {
    const [o, r] = await lab.both(l, { stepMs: Number(process.env['STEP'] ?? '0'), ...(process.env['STOP'] ? { stopAfterMs: Number(process.env['STOP']) } : {}) });
    if (process.env['QUIET'] && (process.env['STOP'] ? o.out+o.err === r.out+r.err : JSON.stringify(o) === JSON.stringify(r))) {
      console.log('SAME', l);
      continue;
    }
    console.log(`##### ${l}\nOURS ${o.code}\n${o.out}--\n${o.err}\nREAL ${r.code}\n${r.out}--\n${r.err}`);
  }
  await lab.close();
}, 60000);
