import { VitePWA } from 'vite-plugin-pwa';

/** Manifest and service worker. The worker keeps the offline page (and this manifest) and nothing else: no script, no answer of the API, no media. */
export const installable = () =>
  VitePWA({
    // src/app/installable.ts does it: the plugin's own script would reload pages, and so interrupt calls.
    injectRegister: false,
    filename: 'sw.js',
    includeManifestIcons: false,
    manifest: {
      id: '/',
      name: 'Treff',
      short_name: 'Treff',
      description: 'Video meetings on your own server.',
      start_url: '/',
      scope: '/',
      display: 'standalone',
      background_color: '#f6f4ef',
      theme_color: '#0d5c55',
      icons: [
        { src: '/icon-192.png', sizes: '192x192', type: 'image/png', purpose: 'any' },
        { src: '/icon-512.png', sizes: '512x512', type: 'image/png', purpose: 'any' },
        { src: '/icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
      ],
    },
    workbox: {
      globPatterns: ['offline.{html,js}'],
      navigateFallback: null,
      cleanupOutdatedCaches: true,
      clientsClaim: true,
      skipWaiting: true,
      inlineWorkboxRuntime: true,
      sourcemap: false,
      runtimeCaching: [
        {
          urlPattern: ({ request }) => request.mode === 'navigate',
          handler: 'NetworkOnly',
          options: { precacheFallback: { fallbackURL: '/offline.html' } },
        },
      ],
    },
  });
