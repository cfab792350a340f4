import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Video } from 'lucide-react';
import { createMeeting } from '../api/createMeeting';
import { ApiError } from '../api/request';
import { LanguageSwitch } from '../i18n/LanguageSwitch';
import { Button } from '../ui/Button';
import { Page } from '../ui/Page';
import { useTitle } from '../ui/useTitle';
import { HomeArt } from './HomeArt';
import { JoinBox } from './JoinBox';
import styles from './HomePage.module.css';

export function HomePage({ onOpen }: { onOpen: (meetingId: string, fragment?: string) => void }) {
  const { t } = useTranslation();
  const [creating, setCreating] = useState(false);
  const [error, setError] = useState<string | null>(null);
  useTitle();

  const create = async () => {
    setCreating(true);
    setError(null);
    try {
      onOpen((await createMeeting()).meeting_id);
    } catch (failure) {
      const isAnswer = failure instanceof ApiError && !failure.isUnreachable;
      setError(isAnswer ? (failure.detail ?? t('home.createFailed')) : t('home.unreachable'));
      setCreating(false);
    }
  };

  return (
    <Page
      page="home"
      homeLabel={t('common.home')}
      corner={<LanguageSwitch />}
      footer={
        <p>
          {t('home.footer')} <a href="/test">{t('check.link')}</a>
        </p>
      }
    >
      <div className={styles.columns}>
        <div className={styles.text}>
          <h1 className={styles.headline}>{t('home.headline')}</h1>
          <p className={styles.sentence}>{t('home.sentence')}</p>
          <Button className={styles.create} busy={creating} onClick={() => void create()}>
            <Video size={20} aria-hidden="true" />
            {creating ? t('home.creating') : t('home.new')}
          </Button>
          {error && (
            <p className={styles.error} role="alert">
              {error}
            </p>
          )}
          <p className={styles.or}>
            <span>{t('home.or')}</span>
          </p>
          <JoinBox onOpen={onOpen} />
        </div>
        <HomeArt />
      </div>
    </Page>
  );
}
