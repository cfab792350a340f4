import { Download, File as FileIcon, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { isPicture, sizeText } from './fileName';
import type { Message, SharedFile } from './message';
import { saveUrl } from './transcript';
import type { Transfers } from './transfers';
import styles from './FileCard.module.css';

type Props = { message: Message; file: SharedFile; transfers: Transfers };

export function FileCard({ message: { id, isOwn }, file, transfers }: Props) {
  const { t, i18n } = useTranslation();
  const { name, mimeType, size, state, progress, url } = file;
  const isMoving = state === 'moving';
  const isThere = state === 'done' && url !== null;
  return (
    <div className={styles.card} data-testid="file" data-state={state}>
      {isThere && isPicture(mimeType) && <img className={styles.picture} src={url} alt={name} />}
      <div className={styles.line}>
        <FileIcon size={22} strokeWidth={1.75} aria-hidden="true" />
        <span className={styles.text}>
          <bdi className={styles.name}>{name}</bdi>
          <span className={styles.note}>
            {sizeText(size, i18n.language)}
            {stateText(file, isOwn, t)}
          </span>
        </span>
        {isMoving && (
          <button
            type="button"
            aria-label={t('chat.cancel', { name })}
            title={t('chat.cancel', { name })}
            onClick={() => transfers.cancel(id)}
          >
            <X size={18} aria-hidden="true" />
          </button>
        )}
        {isThere && (
          <button
            type="button"
            aria-label={t('chat.download', { name })}
            title={t('chat.download', { name })}
            data-testid="save-file"
            onClick={() => saveUrl(name, url)}
          >
            <Download size={18} aria-hidden="true" />
          </button>
        )}
      </div>
      {isMoving && <progress className={styles.progress} value={progress} max={1} aria-label={name} />}
    </div>
  );
}

function stateText(file: SharedFile, isOwn: boolean, t: ReturnType<typeof useTranslation>['t']): string {
  switch (file.state) {
    case 'moving':
      return ` · ${t('chat.fileMoving', { percent: Math.round(file.progress * 100) })}`;
    case 'failed':
      return ` · ${t(isOwn ? 'chat.fileNotSent' : 'chat.fileFailed')}`;
    case 'cancelled':
      return ` · ${t('chat.fileCancelled')}`;
    case 'tooLarge':
      return ` · ${t('chat.fileRefused')}`;
    case 'done':
      return file.url === null ? ` · ${t('chat.fileGone')}` : '';
  }
}
