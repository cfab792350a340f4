import { useEffect, useRef } from 'react';
import { Check, Link, Lock, LockOpen, Users } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from '../../store/useStore';
import { announce } from '../../ui/Announcer';
import { LogoMark } from '../../ui/Logo';
import { useCopied } from '../../ui/useCopied';
import { useCall } from '../useCall';
import { Clock } from './Clock';
import styles from './TopBar.module.css';

export function TopBar({ title, link }: { title: string; link: string }) {
  const { t } = useTranslation();
  const call = useCall();
  const count = useStore(call.roster.people, (people) => people.length);
  const waiting = useStore(call.hosting.lobby.waiting, (list) => list.length);
  const [isCopied, copy] = useCopied();
  const people = t('call.people', { count });
  const label = waiting > 0 ? `${people}, ${t('host.tab', { count: waiting })}` : people;
  const heading = useRef<HTMLHeadingElement>(null);
  // The button that had the focus is gone with its page.
  useEffect(() => heading.current?.focus(), []);
  const onCopy = async () => {
    announce((await copy(link)) ? t('call.copied') : t('call.copyFailed', { link }));
  };

  return (
    <header className={styles.bar}>
      <LogoMark size={26} />
      <h1 ref={heading} tabIndex={-1} className={styles.title}>
        {title}
      </h1>
      <Clock />
      {call.session.encryption && <EncryptionChip />}
      <button
        type="button"
        className={styles.chip}
        data-copied={isCopied}
        data-testid="copy-link-top"
        onClick={() => void onCopy()}
      >
        {isCopied ? <Check size={16} aria-hidden="true" /> : <Link size={16} aria-hidden="true" />}
        <span>{t(isCopied ? 'call.copied' : 'call.copy')}</span>
      </button>
      <button
        type="button"
        className={styles.chip}
        data-testid="people-count"
        aria-label={label}
        onClick={() => call.panel.toggle('people')}
      >
        <Users size={16} aria-hidden="true" />
        <span aria-hidden="true">{count}</span>
        {waiting > 0 && <span className={styles.badge} aria-hidden="true" data-count={waiting} />}
      </button>
    </header>
  );
}

function EncryptionChip() {
  const { t } = useTranslation();
  const call = useCall();
  const { troubles } = useStore(call.encryption);
  const Icon = troubles.size > 0 ? LockOpen : Lock;
  return (
    <button
      type="button"
      className={styles.chip}
      data-testid="encryption"
      data-trouble={troubles.size > 0}
      aria-label={t('encryption.title')}
      title={t('encryption.title')}
      onClick={() => call.panel.toggle('encryption')}
    >
      <Icon size={16} aria-hidden="true" />
      <span>{t('encryption.chip')}</span>
    </button>
  );
}
