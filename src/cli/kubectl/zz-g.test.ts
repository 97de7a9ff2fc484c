import { readFileSync } from 'node:fs';
import { it } from 'vitest';
import { Lab } from '../../bridge/server/testing/side-by-side';
it('x', async () => {
  const files = JSON.parse(readFileSync('/tmp/w/G/t/files.json', 'utf8')) as Record<string, string>;
  const lab = await Lab.open({ files });
  let same = 0;
  for (const raw of readFileSync('/tmp/w/G/t/lines.txt', 'utf8').split('\n').filter(Boolean)) {
    const [line = '', step = '0'] = raw.split(' ## ');
    if (line.startsWith('advance ')) {
      lab.advance(Number(line.split(' ')[1]));
      continue;
    }
    const [o, r] = await lab.both(line, { stepMs: Number(step) });
    if (JSON.stringify(o) === JSON.stringify(r)) {
      same += 1;
      continue;
    }
    console.log(
      `##### ${line}\nOURS ${o.code}\n${o.out.slice(0, 1500)}--\n${o.err.slice(0, 1500)}\nREAL ${r.code}\n${r.out.slice(0, 1500)}--\n${r.err.slice(0, 1500)}`,
    );
  }
  console.log('SAME', same);
  await lab.close();
}, 280000);
