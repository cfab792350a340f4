import { Suspense, lazy, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SlidersHorizontal, Video } from 'lucide-react';
import { ApiError } from '../api/request';
import { LanguageSwitch } from '../i18n/LanguageSwitch';
import { createAsHost } from '../keys/create';
import { useCreation } from '../keys/useCreation';
import { meetingPath } from '../meeting/meetingLink';
import { Button } from '../ui/Button';
import { Page } from '../ui/Page';
import { useTitle } from '../ui/useTitle';
import { HomeArt } from './HomeArt';
import { JoinBox } from './JoinBox';
import styles from './HomePage.module.css';

// Most people just press the large button.
const OptionsDialog = lazy(() =>
  import('./OptionsDialog').then((module) => ({ default: module.OptionsDialog })),
);

export function HomePage({ onOpen }: { onOpen: (path: string) => void }) {
  const { t } = useTranslation();
  const [isChoosing, setChoosing] = useState(false);
  const [creating, setCreating] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const mayCreate = useCreation() !== 'closed';
  useTitle();

  const create = async () => {
    setCreating(true);
    setError(null);
    try {
      onOpen(meetingPath((await createAsHost()).meeting_id));
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
          <p className={styles.sentence}>{t(mayCreate ? 'home.sentence' : 'home.closed')}</p>
          {mayCreate ? (
            <>
              <div className={styles.create}>
                <Button className={styles.now} busy={creating} onClick={() => void create()}>
                  <Video size={20} aria-hidden="true" />
                  {creating ? t('home.creating') : t('home.new')}
                </Button>
                <Button
                  look="quiet"
                  aria-haspopup="dialog"
                  data-testid="open-options"
                  onClick={() => setChoosing(true)}
                >
                  <SlidersHorizontal size={18} aria-hidden="true" />
                  {t('home.options')}
                </Button>
              </div>
              {error && (
                <p className={styles.error} role="alert">
                  {error}
                </p>
              )}
              <p className={styles.or}>
                <span>{t('home.or')}</span>
              </p>
            </>
          ) : (
            <p className={styles.or}>
              <span>{t('home.joinOnly')}</span>
            </p>
          )}
          <JoinBox onOpen={onOpen} />
        </div>
        <HomeArt />
      </div>
      {isChoosing && (
        <Suspense>
          <OptionsDialog onClose={() => setChoosing(false)} onOpen={onOpen} />
        </Suspense>
      )}
    </Page>
  );
}
