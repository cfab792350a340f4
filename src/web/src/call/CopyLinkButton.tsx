import { useTranslation } from 'react-i18next';
import { Check, Link } from 'lucide-react';
import { announce } from '../ui/Announcer';
import { useCopied } from '../ui/useCopied';
import { ControlButton } from './ControlButton';

/** The button itself turns into a tick; screen readers hear it from the live region. */
export function CopyLinkButton({ link }: { link: string }) {
  const { t } = useTranslation();
  const [isCopied, copy] = useCopied();
  const onClick = async () => {
    announce((await copy(link)) ? t('call.copied') : t('call.copyFailed', { link }));
  };
  return (
    <ControlButton
      label={t(isCopied ? 'call.copied' : 'call.copy')}
      icon={isCopied ? <Check size={22} aria-hidden="true" /> : <Link size={22} aria-hidden="true" />}
      look={isCopied ? 'active' : 'plain'}
      data-testid="copy-link"
      data-copied={isCopied}
      onClick={() => void onClick()}
    />
  );
}
