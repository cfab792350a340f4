import { Room } from 'livekit-client';

/** DNS, TLS and a warm socket pool before the click on "Join". The media server is usually the page's own. */
export async function warmUp(origin: string): Promise<void> {
  await new Room().prepareConnection(origin.replace(/^http/, 'ws'));
}
