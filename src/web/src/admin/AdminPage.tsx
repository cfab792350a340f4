import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LogOut } from 'lucide-react';
import { fetchSession, signOut } from '../api/admin';
import { ApiError } from '../api/request';
import { LanguageSwitch } from '../i18n/LanguageSwitch';
import { rememberOperator } from '../keys/creation';
import { Button } from '../ui/Button';
import { Page } from '../ui/Page';
import { useTitle } from '../ui/useTitle';
import { ChartsPanel } from './charts/ChartsPanel';
import { LivePanel } from './live/LivePanel';
import { PastPanel } from './past/PastPanel';
import { SignIn } from './SignIn';
import { parsePlace, placeHash, sections } from './section';
import { KeysPanel } from './apiKeys/KeysPanel';
import { ServerPanel } from './server/ServerPanel';
import { useHash } from './useHash';
import { useAdminTexts } from './texts';
import styles from './AdminPage.module.css';

type Access = 'asking' | 'out' | 'over' | 'in' | 'off' | 'unreachable';

type Props = {
  /** This server has no dashboard: the address is as unknown as any other. */
  onUnknown: () => void;
};

/** `/admin`: for whoever runs the server. */
export function AdminPage({ onUnknown }: Props) {
  const { t } = useAdminTexts();
  const { t: common } = useTranslation();
  const [access, setAccess] = useState<Access>('asking');
  useTitle(t('title'));

  const ask = useCallback(() => {
    fetchSession().then(
      () => setAccess('in'),
      (failure: unknown) => {
        const status = failure instanceof ApiError ? failure.status : 0;
        setAccess(status === 401 ? 'out' : status === 404 ? 'off' : 'unreachable');
      },
    );
  }, []);
  useEffect(ask, [ask]);
  useEffect(() => {
    if (access === 'off') onUnknown();
  }, [access, onUnknown]);

  useEffect(() => {
    if (access === 'in') rememberOperator(true);
    else if (access === 'out' || access === 'over') rememberOperator(false);
  }, [access]);

  const leave = () => void signOut().finally(() => setAccess('out'));
  const isIn = access === 'in';
  return (
    <Page
      page="admin"
      homeLabel={common('common.home')}
      corner={
        <div className={styles.corner}>
          <LanguageSwitch />
          {isIn && (
            <Button look="quiet" onClick={leave} data-testid="sign-out">
              <LogOut size={18} aria-hidden="true" />
              <span className={styles.signOut}>{t('signOut')}</span>
            </Button>
          )}
        </div>
      }
    >
      {isIn && <Dashboard onSignedOut={() => setAccess('over')} />}
      {(access === 'out' || access === 'over') && (
        <SignIn isOver={access === 'over'} onSignedIn={() => setAccess('in')} />
      )}
      {access === 'unreachable' && (
        <div className={styles.unreachable} role="alert">
          <p>{t('signIn.failed')}</p>
          <Button look="secondary" onClick={ask}>
            {t('retry')}
          </Button>
        </div>
      )}
    </Page>
  );
}

function Dashboard({ onSignedOut }: { onSignedOut: () => void }) {
  const { t } = useAdminTexts();
  const { section, meetingId } = parsePlace(useHash());
  const nav = useRef<HTMLElement>(null);
  // On a phone the last ones are beyond the edge.
  useEffect(() => {
    nav.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [section]);
  return (
    <div className={styles.dashboard}>
      <nav ref={nav} aria-label={t('nav.label')} className={styles.nav}>
        {sections.map((each) => (
          <a key={each} href={placeHash(each)} aria-current={each === section ? 'page' : undefined}>
            {t(`nav.${each}`)}
          </a>
        ))}
      </nav>
      {section === 'live' && <LivePanel onSignedOut={onSignedOut} />}
      {section === 'past' && <PastPanel meetingId={meetingId} />}
      {section === 'charts' && <ChartsPanel />}
      {section === 'keys' && <KeysPanel />}
      {section === 'server' && <ServerPanel />}
    </div>
  );
}
