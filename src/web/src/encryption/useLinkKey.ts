import { useState, useEffect } from 'react';
import { keyInLink } from './key';
import type { LinkKey } from './key';

/** The key in the address, also when somebody pastes the whole link into a page that is open already. */
export function useLinkKey(): LinkKey {
  const [hash, setHash] = useState(() => location.hash);
  useEffect(() => {
    const onChange = () => setHash(location.hash);
    window.addEventListener('hashchange', onChange);
    return () => window.removeEventListener('hashchange', onChange);
  }, []);
  return keyInLink(hash);
}
