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

/** `3`, `3,7`; `0,0` of an empty text: the only empty range, as lines around a change are shown. */
function range(start: number, length: number): string {
  if (length === 0) return '0,0';
  return length === 1 ? String(start) : `${start},${length}`;
}

/** '' when they are the same. */
export function unifiedDiff(from: DiffFile, to: DiffFile): string {
  if (from.text === to.text) return '';
  const { hunks } = structuredPatch(from.path, to.path, from.text, to.text, '', '', {
    context: CONTEXT_LINES,
  });
  const head = `diff -u -N ${from.path} ${to.path}\n--- ${from.path}\t${timeText(from.time)}\n+++ ${to.path}\t${timeText(to.time)}\n`;
  const parts = hunks.map(({ oldStart, oldLines, newStart, newLines, lines }) => {
    return `@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@\n${lines.join('\n')}\n`;
  });
  return head + parts.join('');
}
