import { useEffect, useState } from 'react';
import type { FormEvent } from 'react';
import { ClipboardList, RefreshCw, ShieldCheck, Users } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { MeetingSettings } from '../../api/meetingSettings';
import { keyFragment } from '../../encryption/key';
import { withFragment } from '../../keys/fragment';
import { readKeys } from '../../keys/meetingKeys';
import { attendancePath, meetingLink, shareLink } from '../../meeting/meetingLink';
import { LinkCard } from '../../options/LinkCard';
import { PermissionSwitches } from '../../options/PermissionSwitches';
import { WaitingRoomChoices } from '../../options/WaitingRoomChoices';
import { useStore } from '../../store/useStore';
import { Button } from '../../ui/Button';
import { PasswordInput } from '../../ui/PasswordInput';
import { SwitchField } from '../../ui/SwitchField';
import fields from '../../ui/fields.module.css';
import { useCall } from '../useCall';
import { MeetingLog } from './log/MeetingLog';
import styles from './MeetingPanel.module.css';
import { ScheduleSetting } from './ScheduleSetting';

/** The options of the running meeting. Everything acts at once, for everybody. */
export function MeetingPanel() {
  const { t } = useTranslation();
  const { settings: model, rules, role } = useCall().hosting;
  const isHost = useStore(role, (own) => own === 'host');
  const { settings, error } = useStore(model.state);
  const raw = useStore(rules.raw);
  // Another host may have changed them.
  useEffect(() => void model.load(), [model, raw]);

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
      <h3 className={styles.group}>{t('options.time')}</h3>
      <ScheduleSetting settings={settings} />
      <h3 className={styles.group}>{t('options.guestsMay')}</h3>
      <PermissionSwitches
        permissions={settings.permissions}
        onChange={(permission, isAllowed) => void model.change({ permissions: { [permission]: isAllowed } })}
      />
      <h3 className={styles.group}>{t('host.more')}</h3>
      <TextSetting
        id="name"
        label={t('options.name')}
        placeholder={t('options.namePlaceholder')}
        value={settings.name ?? ''}
        onSave={(name) => model.change({ name: name || null })}
      />
      <TextSetting
        id="alias"
        label={t('options.alias')}
        hint={t('options.aliasText')}
        placeholder={t('options.aliasPlaceholder')}
        value={settings.alias ?? ''}
        onSave={(alias) => model.change({ alias: alias || null })}
      />
      <TextSetting
        id="most"
        label={t('host.mostPeople')}
        isNumber
        value={String(settings.max_participants ?? '')}
        onSave={(most) => model.change({ max_participants: most === '' ? null : Number(most) })}
      />
      <SwitchField
        label={t('host.chatHistory')}
        description={t('host.chatHistoryText')}
        isOn={settings.chat_history !== false}
        onChange={(on) => void model.change({ chat_history: on })}
      />
      <Links settings={settings} />
      {isHost && <MeetingLog />}
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

type TextSettingProps = {
  id: string;
  label: string;
  hint?: string;
  placeholder?: string;
  isNumber?: boolean;
  value: string;
  /** Empty means the default. */
  onSave: (value: string) => Promise<boolean>;
};

/** A text that is sent when it is finished; what is sent shows what the server made of it. */
function TextSetting({ id, label, hint, placeholder, isNumber = false, value, onSave }: TextSettingProps) {
  const { t } = useTranslation();
  const [input, setInput] = useState<string | null>(null);
  const shown = input ?? value;
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if (await onSave(shown.trim())) setInput(null);
  };
  return (
    <form className={styles.field} onSubmit={(event) => void save(event)}>
      <label className={fields.label} htmlFor={`meeting-${id}`}>
        {label}
      </label>
      <input
        id={`meeting-${id}`}
        className={fields.input}
        value={shown}
        placeholder={placeholder}
        {...(isNumber ? { type: 'number', min: 1, inputMode: 'numeric' as const } : { maxLength: 100 })}
        autoCapitalize={id === 'alias' ? 'none' : undefined}
        autoComplete="off"
        aria-describedby={hint ? `meeting-${id}-hint` : undefined}
        onChange={(event) => setInput(event.target.value)}
      />
      {hint && (
        <p id={`meeting-${id}-hint`} className={styles.hint}>
          {hint}
        </p>
      )}
      {shown.trim() !== value && (
        <div className={styles.row}>
          <Button type="submit" data-testid={`save-${id}`}>
            {t('host.save')}
          </Button>
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
      <a className={styles.attendance} href={attendancePath(meetingId)} target="_blank" rel="noreferrer">
        <ClipboardList size={20} aria-hidden="true" />
        {t('host.attendance')}
      </a>
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
