import { Store } from '../store/store';

/** The address bar as a store. Two kinds of pages need no router. */
export const address = new Store(location.pathname + location.search);

window.addEventListener('popstate', () => address.set(location.pathname + location.search));

/** `path` may end in a fragment, which pages read for themselves. */
export function navigate(path: string): void {
  history.pushState(null, '', path);
  address.set(location.pathname + location.search);
}

/** Corrects the address without a step in the history. */
export function replaceAddress(path: string): void {
  history.replaceState(history.state, '', path);
}
