/** Two texts as `diff -u -N` prints them. Models GNU diffutils. */
import { structuredPatch } from 'diff';

export interface DiffFile {
  readonly path: string;
  readonly text: string;
  /** ms since 1970: when the file was written. */
  readonly time: number;
}

const CONTEXT_LINES = 3;

/** `2026-11-22 21:44:33.123000000 +0000`. */
function timeText(ms: number): string {
  const [day = '', rest = ''] = new Date(ms).toISOString().split('T');
  return `${day} ${rest.replace('Z', '')}000000 +0000`;
}

/** `3`, `3,7`, `0,0`: a range of lines. An empty one stands behind the line before it. */
function range(start: number, length: number): string {
  if (length === 1) return String(start);
  return `${length === 0 ? start - 1 : start},${length}`;
}

/** '' when they are the same. */
export function unifiedDiff(from: DiffFile, to: DiffFile): string {
  if (from.text === to.text) return '';
  const { hunks } = structuredPatch(from.path, to.path, from.text, to.text, '', '', {
    context: CONTEXT_LINES,
  });
  const head = `diff -u -N ${from.path} ${to.path}\n--- ${from.path}\t${timeText(from.time)}\n+++ ${to.path}\t${timeText(to.time)}\n`;
  const parts = hunks.map(({ oldStart, oldLines, newStart, newLines, lines }) => {
    // The library counts the line behind which an empty range stands from one, GNU diff from zero.
    const old = oldLines === 0 ? oldStart + 1 : oldStart;
    const neu = newLines === 0 ? newStart + 1 : newStart;
    return `@@ -${range(old, oldLines)} +${range(neu, newLines)} @@\n${lines.join('\n')}\n`;
  });
  return head + parts.join('');
}
