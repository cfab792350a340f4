import type { Ending } from '../meeting/ending';
import type { TakenMedia } from '../devices/localMedia';

type Props = {
  connection: { token: string; meeting_id: string; livekit_url: string };
  title: string | null;
  media: TakenMedia;
  onEnd: (ending: Ending, detail?: string | null) => void;
};
export function CallPage({ onEnd }: Props) {
  return <button onClick={() => onEnd('left')}>x</button>;
}
