/** The kubeconfig that leads a real kubectl here. */
import { chmodSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Credentials } from './credentials';

/** Below the project's folder; git does not see it. */
const KUBECONFIG_FILE = path.join('.orrery', 'kubeconfig');

/** Where the kubeconfig goes, and what one types before kubectl. */
export interface KubeconfigPlace {
  readonly file: string;
  readonly line: string;
}

/** The person may have it elsewhere: ORRERY_KUBECONFIG names a file. */
export function kubeconfigPlace(wanted = process.env['ORRERY_KUBECONFIG'] ?? ''): KubeconfigPlace {
  const file = path.resolve(wanted === '' ? KUBECONFIG_FILE : wanted);
  return {
    file,
    line: wanted === '' ? `export KUBECONFIG="$PWD/.orrery/kubeconfig"` : `export KUBECONFIG="${file}"`,
  };
}

const OWNER_ONLY = 0o600;
const FOLDER_OWNER_ONLY = 0o700;

/** `address`: `https://127.0.0.1:8001`. */
export function kubeconfigText(cluster: string, address: string, credentials: Credentials): string {
  const user = 'kubernetes-admin';
  const context = `${user}@${cluster}`;
  return `apiVersion: v1
kind: Config
clusters:
- name: ${cluster}
  cluster:
    server: ${address}
    certificate-authority-data: ${Buffer.from(credentials.caCertificate).toString('base64')}
users:
- name: ${user}
  user:
    token: ${credentials.token}
contexts:
- name: ${context}
  context:
    cluster: ${cluster}
    user: ${user}
current-context: ${context}
preferences: {}
`;
}

/** Puts the file in its place as a whole, readable by its owner only. Throws what the file system throws. */
export function writeKubeconfig(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: FOLDER_OWNER_ONLY });
  const fresh = `${file}.${process.pid}`;
  writeFileSync(fresh, text, { mode: OWNER_ONLY });
  // A file that was there before, under this name, keeps its mode.
  chmodSync(fresh, OWNER_ONLY);
  renameSync(fresh, file);
}
