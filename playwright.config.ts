import os from 'node:os';
import path from 'node:path';
import { defineConfig } from '@playwright/test';

/** scripts/suites/browser.mjs chooses a free port and finds a Chromium; by hand the defaults do. */
const port = Number(process.env['ORRERY_E2E_PORT'] ?? 4183);
/** Where the page's server writes the kubeconfig: e2e/bridge.spec.ts reads it there. */
const kubeconfig = path.join(os.tmpdir(), `kube-orrery-e2e-${port}`, 'kubeconfig');
process.env['ORRERY_KUBECONFIG'] = kubeconfig;
const chromium = process.env['CHROMIUM_PATH'];

/** No GPU, no sandbox (containers have none), and none of the browser's own errands. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export default defineConfig({
  testDir: 'e2e',
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: 2,
  timeout: 60_000,
  reporter: 'list',
  use: {
    baseURL: `http://localhost:${port}/`,
    viewport: { width: 1280, height: 720 },
    trace: 'retain-on-failure',
    launchOptions: { args, ...(chromium === undefined ? {} : { executablePath: chromium }) },
  },
  projects: [
    { name: 'page', testMatch: /\.spec\.ts$/, testIgnore: /\.long\.spec\.ts$/ },
    { name: 'long', testMatch: /\.long\.spec\.ts$/, timeout: 20 * 60_000 },
  ],
  webServer: {
    // The built site, as it is served to people; `npm run build` first.
    command: `node scripts/run-tool.mjs vite preview --port ${port} --strictPort --host localhost`,
    url: `http://localhost:${port}/`,
    env: { ORRERY_KUBECONFIG: kubeconfig },
    reuseExistingServer: false,
    stdout: 'ignore',
    stderr: 'pipe',
  },
});
