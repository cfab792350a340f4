import { LockOpen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { EncryptionTrouble } from '../session/encryption';
import styles from './CannotRead.module.css';

/** Stands where a picture would be that cannot, or must not, be shown: never a black tile without a word. */
export function CannotRead({ trouble, name }: { trouble: EncryptionTrouble; name: string }) {
  const { t } = useTranslation();
  const text = t(`encryption.${trouble}`, { name });
  return (
    <p className={styles.text} title={text} data-testid="cannot-read" data-trouble={trouble}>
      <LockOpen size={22} aria-hidden="true" />
      <span>{text}</span>
    </p>
  );
}
