import { useId } from 'react';
import type { ReactNode } from 'react';
import { Check, Copy } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { announce } from '../ui/Announcer';
import { useCopied } from '../ui/useCopied';
import styles from './LinkCard.module.css';

type Props = {
  Icon: LucideIcon;
  title: string;
  /** Who should get it, and what it lets them do. */
  text: string;
  link: string;
  /** What is shown instead of a link that is a secret. */
  shown?: string;
  testId: string;
  children?: ReactNode;
};

/** A link with plain words about what it can do, and a button that copies it. */
export function LinkCard({ Icon, title, text, link, shown = link, testId, children }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [isCopied, copy] = useCopied();
  const onCopy = async () => {
    announce((await copy(link)) ? t('call.copied') : t('call.copyFailed', { link }));
  };
  return (
    <section className={styles.card} aria-labelledby={id} data-testid={testId}>
      <h3 id={id} className={styles.title}>
        <Icon size={18} aria-hidden="true" />
        {title}
      </h3>
      <p className={styles.text}>{text}</p>
      <div className={styles.row}>
        <span className={styles.link} data-testid="link">
          {shown.replace(/^https?:\/\//, '')}
        </span>
        <button
          type="button"
          className={styles.copy}
          data-copied={isCopied}
          // The same words on every card would say nothing to who cannot see the card.
          aria-label={isCopied ? undefined : t('options.copyOf', { title })}
          onClick={() => void onCopy()}
        >
          {isCopied ? <Check size={18} aria-hidden="true" /> : <Copy size={18} aria-hidden="true" />}
          {t(isCopied ? 'options.copied' : 'options.copy')}
        </button>
      </div>
      {children}
    </section>
  );
}
