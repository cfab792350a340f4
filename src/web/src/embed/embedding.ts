import { fetchServer } from '../api/server';
import { HostPage } from './hostPage';

/** The page around ours; null in a tab of its own. */
export const hostPage: HostPage | null = window.parent === window ? null : new HostPage(windowAbove());

/** Once, at the beginning. */
export function startEmbedding(): void {
  if (!hostPage) return;
  void hostPage.start(async () => (await fetchServer()).embed_origins);
  // Only the page of the meeting may stand in a frame; whatever else a link leads to opens beside it.
  document.addEventListener('click', openOutside, true);
}

function windowAbove() {
  const { parent } = window;
  return {
    origin: location.origin,
    // Not in every browser.
    parentOrigin: (location.ancestorOrigins as DOMStringList | undefined)?.[0] ?? null,
    post: (event: unknown, targetOrigin: string) => parent.postMessage(event, targetOrigin),
    listen: (onMessage: (data: unknown, origin: string) => void) =>
      window.addEventListener('message', (event) => {
        if (event.source === parent) onMessage(event.data, event.origin);
      }),
  };
}

function openOutside({ target }: MouseEvent): void {
  const link = target instanceof Element ? target.closest('a') : null;
  if (
    link?.getAttribute('href')?.startsWith('#') === false &&
    link.target === '' &&
    !link.hasAttribute('download')
  )
    link.target = '_blank';
}
