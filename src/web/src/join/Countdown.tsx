import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { clockText, untilText } from '../meeting/countdown';
import { useNow } from '../ui/useNow';

type Props = { until: number; text: 'join.tryIn' | 'join.startsIn'; onOver?: () => void };

/** Runs down by itself; screen readers hear it when they come here, not every second. */
export function Countdown({ until, text, onOver }: Props) {
  const { t, i18n } = useTranslation();
  const now = useNow();
  const left = Math.max(0, until - now);
  const isOver = left === 0;
  const over = useRef(onOver);
  useEffect(() => {
    over.current = onOver;
  });
  useEffect(() => {
    if (isOver) over.current?.();
  }, [isOver]);
  const time = text === 'join.tryIn' ? clockText(left) : untilText(left, i18n.language);
  return (
    <span role="timer" aria-live="off" data-testid="countdown">
      {t(text, { time })}
    </span>
  );
}
