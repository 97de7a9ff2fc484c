/** Pathname expansion. */
import type { MemoryFiles } from '../files/memory-files';
import { isPattern, patternSource, unquotePattern } from './pattern';

/** The paths that a pattern names, sorted; none when nothing matches. */
export function glob(pattern: string, cwd: string, files: MemoryFiles): readonly string[] {
  const isAbsolute = pattern.startsWith('/');
  const segments = pattern.split('/').filter((segment, at) => segment !== '' || at > 0);
  let found: string[] = [isAbsolute ? '/' : ''];
  for (const [at, segment] of segments.entries()) {
    const isLast = at === segments.length - 1;
    if (segment === '') continue;
    const next: string[] = [];
    for (const base of found) {
      const folder = files.resolve(cwd, base === '' ? '.' : base);
      if (isPattern(segment)) {
        const expression = new RegExp(`^(?:${patternSource(segment, '[^/]*', '[^/]')})$`, 'u');
        for (const name of namesIn(files, folder)) {
          if (name.startsWith('.') && !segment.startsWith('.')) continue;
          if (!expression.test(name)) continue;
          if (isLast || files.kindAt(`${folder}/${name}`) === 'folder')
            next.push(`${base}${name}${isLast ? '' : '/'}`);
        }
      } else {
        const name = unquotePattern(segment);
        if (files.kindAt(files.resolve(folder, name)) !== 'missing')
          next.push(`${base}${name}${isLast ? '' : '/'}`);
      }
    }
    found = next;
  }
  return found.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function namesIn(files: MemoryFiles, folder: string): readonly string[] {
  return files.kindAt(folder) === 'folder' ? files.listAt(folder) : [];
}
