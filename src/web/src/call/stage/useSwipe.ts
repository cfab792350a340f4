import { useRef } from 'react';
import type { PointerEvent } from 'react';
import { pagesTurned } from './swipe';
import type { Stroke } from './swipe';

/** Handlers for an element whose pages turn under the finger. */
export function useSwipe(onTurn: (pages: -1 | 1) => void) {
  const start = useRef<Stroke | null>(null);
  const at = (event: PointerEvent): Stroke => ({ x: event.clientX, y: event.clientY, time: event.timeStamp });
  return {
    onPointerDown: (event: PointerEvent) => {
      // A second finger zooms.
      start.current = event.pointerType === 'touch' && event.isPrimary ? at(event) : null;
    },
    onPointerUp: (event: PointerEvent) => {
      const pages = start.current ? pagesTurned(start.current, at(event)) : 0;
      start.current = null;
      if (pages !== 0) onTurn(pages);
    },
    onPointerCancel: () => {
      start.current = null;
    },
  };
}
