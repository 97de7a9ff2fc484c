import { expect, it } from 'vitest';
import { specDifference } from './spec-difference';

it('shows changed fields where they are, inside lists and objects', () => {
  const before = { containers: [{ name: 'a', command: ['sh'], tty: true }], hostname: 'x', priority: 1 };
  const after = { containers: [{ name: 'a', command: ['bash', '-c'], tty: true }], priority: 2 };
  expect(specDifference(before, after)).toBe(
    [
      '  core.PodSpec{',
      '  \tContainers: {',
      '  \t\t{',
      '- \t\t\tCommand: {"sh"},',
      '+ \t\t\tCommand: {"bash", "-c"},',
      '  \t\t},',
      '  \t},',
      '- \tHostname: "x",',
      '- \tPriority: 1,',
      '+ \tPriority: 2,',
      '  }',
      '',
    ].join('\n'),
  );
});
