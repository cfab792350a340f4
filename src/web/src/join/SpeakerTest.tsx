import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Volume2 } from 'lucide-react';
import { playTestTone } from '../devices/testTone';
import { Button } from '../ui/Button';

type Phase = 'quiet' | 'playing' | 'blocked';

/** Three notes on the speaker that is chosen. */
export function SpeakerTest({ speakerId }: { speakerId?: string }) {
  const { t } = useTranslation();
  const [phase, setPhase] = useState<Phase>('quiet');
  const play = async () => {
    setPhase('playing');
    try {
      await playTestTone(speakerId);
      setPhase('quiet');
    } catch {
      // The button says that the browser does not play it.
      setPhase('blocked');
    }
  };
  return (
    <Button
      look="secondary"
      busy={phase === 'playing'}
      data-testid="speaker-test"
      onClick={() => void play()}
    >
      <Volume2 size={18} aria-hidden="true" />
      <span aria-live="polite">
        {phase === 'blocked'
          ? t('check.trouble.speakersBlocked')
          : t(phase === 'playing' ? 'check.playing' : 'join.speakerTest')}
      </span>
    </Button>
  );
}
