import { useEffect, useRef } from 'react';
import { Check, Copy } from 'lucide-react';
import type { ApiKeyCreated } from '../../api/admin';
import { Button } from '../../ui/Button';
import { useCopied } from '../../ui/useCopied';
import { useAdminTexts } from '../texts';
import fields from '../../ui/fields.module.css';
import styles from './KeysPanel.module.css';

/** The one time that a key is shown. */
export function NewKey({ created }: { created: ApiKeyCreated }) {
  const { t } = useAdminTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  const [isCopied, copy] = useCopied();
  useEffect(() => heading.current?.focus(), []);
  const example = `curl -X POST ${location.origin}/api/v1/meetings/create -H 'Authorization: Bearer …'`;
  return (
    <section className={styles.created} aria-labelledby="new-key-title" data-testid="new-key">
      <h2 id="new-key-title" ref={heading} tabIndex={-1}>
        {t('keys.newTitle', { name: created.name })}
      </h2>
      <p>{t('keys.newText')}</p>
      <div className={fields.row}>
        <code data-testid="key">{created.key}</code>
        <Button look="secondary" onClick={() => void copy(created.key)}>
          {isCopied ? <Check size={18} aria-hidden="true" /> : <Copy size={18} aria-hidden="true" />}
          {t(isCopied ? 'keys.copied' : 'keys.copy')}
        </Button>
      </div>
      <p className={styles.text}>{t('keys.example')}</p>
      <pre>{example}</pre>
    </section>
  );
}
