/** iPhones have full screen for nothing but videos of their own player. */
export const canFullscreen = typeof document !== 'undefined' && document.fullscreenEnabled === true;

export async function toggleFullscreen(element: Element): Promise<void> {
  if (document.fullscreenElement) await document.exitFullscreen();
  else await element.requestFullscreen();
}
