import { useEffect, useState } from 'react';
import type { FormEvent } from 'react';
import { RefreshCw, ShieldCheck, Users } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { MeetingSettings } from '../../api/meetingSettings';
import { keyFragment } from '../../encryption/key';
import { withFragment } from '../../keys/fragment';
import { readKeys } from '../../keys/meetingKeys';
import { meetingLink, shareLink } from '../../meeting/meetingLink';
import { LinkCard } from '../../options/LinkCard';
import { PermissionSwitches } from '../../options/PermissionSwitches';
import { WaitingRoomChoices } from '../../options/WaitingRoomChoices';
import { useStore } from '../../store/useStore';
import { Button } from '../../ui/Button';
import { PasswordInput } from '../../ui/PasswordInput';
import { SwitchField } from '../../ui/SwitchField';
import fields from '../../ui/fields.module.css';
import { useCall } from '../useCall';
import styles from './MeetingPanel.module.css';

/** The options of the running meeting. Everything acts at once, for everybody. */
export function MeetingPanel() {
  const { t } = useTranslation();
  const { settings: model, rules } = useCall().hosting;
  const { settings, error } = useStore(model.state);
  const { isLocked, waitingRoom } = useStore(rules.state);
  // Another host may have changed them.
  useEffect(() => void model.load(), [model, isLocked, waitingRoom]);

  if (!settings)
    return error ? (
      <>
        <p role="alert">{error}</p>
        <Button look="secondary" onClick={() => void model.load()}>
          {t('common.retry')}
        </Button>
      </>
    ) : (
      <p role="status">{t('host.loading')}</p>
    );
  return (
    <>
      <h3 className={styles.group}>{t('options.entry')}</h3>
      <SwitchField
        label={t('host.locked')}
        description={t('host.lockedText')}
        isOn={settings.locked}
        onChange={(locked) => void model.change({ locked })}
      />
      <h4 className={styles.sub}>{t('options.waitingRoom')}</h4>
      <WaitingRoomChoices
        value={settings.waiting_room}
        hasPassword={settings.has_password}
        onChange={(mode) => void model.change({ waiting_room: mode })}
      />
      <PasswordField hasPassword={settings.has_password} />
      <h3 className={styles.group}>{t('options.guestsMay')}</h3>
      <PermissionSwitches
        permissions={settings.permissions}
        onChange={(permission, isAllowed) => void model.change({ permissions: { [permission]: isAllowed } })}
      />
      <h3 className={styles.group}>{t('host.more')}</h3>
      <NameField name={settings.name ?? ''} />
      <SwitchField
        label={t('host.chatHistory')}
        description={t('host.chatHistoryText')}
        isOn={settings.chat_history !== false}
        onChange={(on) => void model.change({ chat_history: on })}
      />
      <Links settings={settings} />
    </>
  );
}

function PasswordField({ hasPassword }: { hasPassword: boolean }) {
  const { t } = useTranslation();
  const { settings: model } = useCall().hosting;
  const [password, setPassword] = useState('');
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (password !== '' && (await model.change({ password }))) setPassword('');
  };
  return (
    <form className={styles.field} onSubmit={(event) => void save(event)}>
      <label className={fields.label} htmlFor="meeting-password">
        {t(hasPassword ? 'host.passwordSet' : 'host.passwordNone')}
      </label>
      <PasswordInput
        id="meeting-password"
        isNew
        value={password}
        placeholder={t(hasPassword ? 'host.newPassword' : 'options.passwordText')}
        onChange={setPassword}
      />
      {(password !== '' || hasPassword) && (
        <div className={styles.row}>
          {password !== '' && (
            <Button type="submit" data-testid="save-password">
              {t('host.save')}
            </Button>
          )}
          {hasPassword && (
            <Button
              look="secondary"
              data-testid="remove-password"
              onClick={() => void model.change({ password: null })}
            >
              {t('host.removePassword')}
            </Button>
          )}
        </div>
      )}
    </form>
  );
}

function NameField({ name }: { name: string }) {
  const { t } = useTranslation();
  const { settings: model } = useCall().hosting;
  const [input, setInput] = useState(name);
  const save = (event: FormEvent) => {
    event.preventDefault();
    void model.change({ name: input.trim() || null });
  };
  return (
    <form className={styles.field} onSubmit={save}>
      <label className={fields.label} htmlFor="meeting-name">
        {t('options.name')}
      </label>
      <input
        id="meeting-name"
        className={fields.input}
        value={input}
        placeholder={t('options.namePlaceholder')}
        maxLength={100}
        autoComplete="off"
        onChange={(event) => setInput(event.target.value)}
      />
      {input.trim() !== name && (
        <div className={styles.row}>
          <Button type="submit">{t('host.save')}</Button>
        </div>
      )}
    </form>
  );
}

function Links({ settings }: { settings: MeetingSettings }) {
  const { t } = useTranslation();
  const call = useCall();
  const { meeting_id: meetingId } = call.session.connection;
  const isHost = useStore(call.hosting.role, (role) => role === 'host');
  const [isAsking, setAsking] = useState(false);
  const [hostKey, setHostKey] = useState(() => readKeys(meetingId).hostKey);
  const { secrets } = call.session.encryption ?? {};
  const key = secrets ? keyFragment(secrets.key) : '';
  const link = shareLink(meetingId, settings.alias ?? null) + key;
  const replace = async () => {
    setAsking(false);
    if (await call.hosting.settings.replaceHostKey()) setHostKey(readKeys(meetingId).hostKey);
  };
  return (
    <div className={styles.links}>
      <LinkCard
        Icon={Users}
        title={t('options.guestLink')}
        text={t('options.guestLinkText')}
        link={link}
        testId="guest-link"
      />
      {isHost && hostKey && (
        <LinkCard
          Icon={ShieldCheck}
          title={t('options.hostLink')}
          text={t('options.hostLinkText')}
          link={meetingLink(meetingId) + withFragment(key, 'host', hostKey)}
          shown={`${meetingLink(meetingId)}#host=…`}
          testId="host-link"
        />
      )}
      {isHost &&
        (isAsking ? (
          <div className={styles.ask} role="group" aria-label={t('host.replaceKey')}>
            <p>{t('host.replaceKeyText')}</p>
            <div className={styles.row}>
              <Button data-testid="confirm-replace" onClick={() => void replace()}>
                {t('host.replaceKeyNow')}
              </Button>
              <Button look="secondary" onClick={() => setAsking(false)}>
                {t('host.cancel')}
              </Button>
            </div>
          </div>
        ) : (
          <Button look="quiet" data-testid="replace-key" onClick={() => setAsking(true)}>
            <RefreshCw size={18} aria-hidden="true" />
            {t('host.replaceKey')}
          </Button>
        ))}
    </div>
  );
}
