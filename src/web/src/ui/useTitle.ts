import { useEffect } from 'react';

/** The tab's title: the most telling part first, because tabs are narrow. */
export function useTitle(...parts: (string | null | undefined)[]): void {
  const title = [...parts.filter(Boolean), 'Treff'].join(' · ');
  useEffect(() => {
    document.title = title;
  }, [title]);
}
