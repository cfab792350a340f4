import { useEffect } from 'react';
import { useStore } from '../store/useStore';
import { askCreation, creation } from './creation';
import type { Creation } from './creation';

/** Whether this browser can create meetings; asked anew with each page that offers it (`isOffered`). */
export function useCreation(isOffered = true): Creation {
  useEffect(() => {
    if (isOffered) void askCreation();
  }, [isOffered]);
  return useStore(creation);
}
