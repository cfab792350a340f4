/**
 * The service worker keeps one page, which is shown when the server does not answer; everything else goes to the network as before. So a new
 * worker may take over at any time: it never reloads a page, and no call notices.
 */
export function registerServiceWorker(): void {
  if (!('serviceWorker' in navigator)) return;
  window.addEventListener('load', () => {
    navigator.serviceWorker.register('/sw.js').catch(() => {
      // Refused in private windows and with certificates that were clicked away: the page works as well without.
    });
  });
}
