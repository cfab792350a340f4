import { useEffect } from 'react';

/** How much of the page's bottom the on-screen keyboard covers, as `--keyboard`: some browsers lay it over the page. */
export function useKeyboardInset(): void {
  useEffect(() => {
    const { visualViewport: viewport } = window;
    if (!viewport) return;
    const root = document.documentElement.style;
    const measure = () => {
      const covered = Math.round(window.innerHeight - viewport.height - viewport.offsetTop);
      // Zooming with two fingers also makes the visible part smaller.
      if (viewport.scale === 1 && covered > 0) root.setProperty('--keyboard', `${covered}px`);
      else root.removeProperty('--keyboard');
    };
    viewport.addEventListener('resize', measure);
    viewport.addEventListener('scroll', measure);
    measure();
    return () => {
      viewport.removeEventListener('resize', measure);
      viewport.removeEventListener('scroll', measure);
      root.removeProperty('--keyboard');
    };
  }, []);
}
