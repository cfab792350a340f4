import { useEffect, useState } from 'react';
import { copyText } from './copyText';

const shownMs = 2_500;

/** For buttons that turn into a tick: `copied` is true for a moment after a copy that worked. */
export function useCopied(): [copied: boolean, copy: (text: string) => Promise<boolean>] {
  const [copied, setCopied] = useState(0);
  useEffect(() => {
    if (copied === 0) return;
    const timer = setTimeout(() => setCopied(0), shownMs);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async (text: string) => {
    const worked = await copyText(text);
    if (worked) setCopied(Date.now());
    return worked;
  };
  return [copied !== 0, copy];
}
