import { useEffect, useState } from 'react';
import { Lock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { deriveSecrets } from './secrets';
import styles from './EncryptionNote.module.css';

/** Before joining: that nobody else can look or listen in, and the digits by which one knows. */
export function EncryptionNote({ linkKey }: { linkKey: string }) {
  const { t } = useTranslation();
  const [code, setCode] = useState<string | null>(null);
  useEffect(() => {
    let isCurrent = true;
    void deriveSecrets(linkKey).then((secrets) => {
      if (isCurrent) setCode(secrets.code);
    });
    return () => {
      isCurrent = false;
    };
  }, [linkKey]);
  return (
    <p className={styles.note} data-testid="encryption-note">
      <Lock size={18} aria-hidden="true" />
      <span>
        <strong>{t('encryption.title')}</strong>{' '}
        {code !== null && (
          <>
            {t('encryption.codeLabel')} <span className={styles.code}>{code}</span>
          </>
        )}
      </span>
    </p>
  );
}
