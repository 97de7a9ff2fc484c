import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { bridgePlugin } from './scripts/lib/bridge-plugin.mjs';
import { contentSecurityPolicy } from './scripts/lib/content-security-policy.mjs';
import { fieldDescriptionsPlugin } from './scripts/lib/field-descriptions.mjs';
import { freezeDefine } from './scripts/lib/freeze-define.mjs';

export default defineConfig(({ command }) => ({
  // Relative addresses: the built site works from any folder of any static host.
  base: './',
  define: freezeDefine(command === 'serve'),
  plugins: [
    react(),
    tailwindcss(),
    contentSecurityPolicy(),
    fieldDescriptionsPlugin(),
    command === 'serve' && bridgePlugin(),
  ],
  worker: {
    format: 'es',
    plugins: () => [fieldDescriptionsPlugin()],
    // The names by which the size check finds the worker's scripts: what it loads first, and what it loads when it is wanted.
    rolldownOptions: {
      output: {
        entryFileNames: 'assets/worker-[name]-[hash].js',
        chunkFileNames: ({ isDynamicEntry }) =>
          isDynamicEntry ? 'assets/later-worker-[name]-[hash].js' : 'assets/worker-[name]-[hash].js',
      },
    },
  },
  build: {
    target: 'es2023',
    // The size check reads from the manifest what the page loads first.
    manifest: true,
    sourcemap: true,
    // In bytes before compression; what counts is the compressed size, which the size check holds.
    chunkSizeWarningLimit: 800,
  },
}));
