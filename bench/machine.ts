/** On what was measured: a number without its machine says little. */
import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';

export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly memoryGiB: number;
  readonly platform: string;
}

export interface Versions {
  readonly node: string;
  readonly v8: string;
  readonly kubeOrrery: string;
  readonly webernetes: string;
}

export function describeMachine(): Machine {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryGiB: Math.round(totalmem() / 1024 ** 3),
    platform: `${process.platform} ${process.arch}`,
  };
}

/** The version in a package.json, seen from the root of the project. */
function versionIn(file: string): string {
  const description: unknown = JSON.parse(readFileSync(file, 'utf8'));
  const known = typeof description === 'object' && description !== null && 'version' in description;
  return known ? String(description.version) : 'unknown';
}

export function versions(): Versions {
  return {
    node: process.version,
    v8: process.versions.v8,
    kubeOrrery: versionIn('package.json'),
    webernetes: versionIn('node_modules/@ngrok/webernetes/package.json'),
  };
}

/** Processes that wanted to run, averaged over the last minute. 0 where the system does not count them. */
export function loadAverage(): number {
  return loadavg()[0] ?? 0;
}
