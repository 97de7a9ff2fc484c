import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/**
 * Gives `write` the name of a report file that does not exist yet, and afterwards reads the report.
 *
 * @template T
 * @param {(file: string) => Promise<T>} write
 * @returns {Promise<{ result: T, report: string | undefined }>}
 */
export async function withReport(write) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'kube-orrery-'));
  const file = path.join(folder, 'report.json');
  try {
    const result = await write(file);
    return { result, report: existsSync(file) ? readFileSync(file, 'utf8') : undefined };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
