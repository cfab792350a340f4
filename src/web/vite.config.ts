import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { bundleBudget } from './bundleBudget.ts';
import { installable } from './installable.ts';
import { visionFiles } from './visionFiles.ts';

const server = 'http://localhost:8000';

export default defineConfig({
  plugins: [react(), bundleBudget({ prejoin: 130, meeting: 350 }), installable(), visionFiles()],
  build: {
    // The server serves these files; git ignores the directory.
    outDir: '../Treff.Server/wwwroot',
    emptyOutDir: true,
    target: 'es2022',
    chunkSizeWarningLimit: 900,
  },
  server: {
    port: 5173,
    proxy: {
      '/api': server,
      '/rtc': { target: server, ws: true },
    },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/testSetup.ts'],
    restoreMocks: true,
    unstubGlobals: true,
    // A browser's world of its own for each of the files costs twenty times as much as all the tests in them. They pass in any order.
    isolate: false,
    // React Testing Library unmounts between tests through the global afterEach.
    globals: true,
  },
});
