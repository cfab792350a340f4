import { useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CreatedMeeting } from '../api/createMeeting';
import { ApiError } from '../api/request';
import { EncryptionSwitch } from '../encryption/EncryptionSwitch';
import { createKey } from '../encryption/key';
import { createAsHost } from '../keys/create';
import { durations } from '../meeting/localTime';
import { PermissionSwitches } from '../options/PermissionSwitches';
import { WaitingRoomChoices } from '../options/WaitingRoomChoices';
import { Button } from '../ui/Button';
import { PasswordInput } from '../ui/PasswordInput';
import { SelectField } from '../ui/SelectField';
import { SwitchField } from '../ui/SwitchField';
import fields from '../ui/fields.module.css';
import { aliasOf, fieldOfCode, optionsOf } from './meetingDraft';
import type { DraftField, MeetingDraft } from './meetingDraft';
import styles from './OptionsDialog.module.css';

type Props = {
  draft: MeetingDraft;
  onChange: (draft: MeetingDraft) => void;
  /** `linkKey`: of an encrypted meeting; the server never sees it. */
  onCreated: (meeting: CreatedMeeting, linkKey: string | null) => void;
};

type Mistake = { field: DraftField | null; text: string };

const idOf = (field: DraftField) => `option-${field}`;

export function OptionsForm({ draft, onChange, onCreated }: Props) {
  const { t } = useTranslation();
  const [isCreating, setCreating] = useState(false);
  const [mistake, setMistake] = useState<Mistake | null>(null);
  const patch = (changes: Partial<MeetingDraft>) => {
    setMistake(null);
    onChange({ ...draft, ...changes });
  };
  const complain = (found: Mistake) => {
    setMistake(found);
    if (found.field) document.getElementById(idOf(found.field))?.focus();
  };

  const create = async () => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    const read = optionsOf(draft, zone, new Date());
    if ('problem' in read) {
      const { field, kind } = read.problem;
      complain({ field, text: t(`options.mistake.${field}.${kind}` as 'options.mistake.alias.wrong') });
      return;
    }
    setCreating(true);
    setMistake(null);
    try {
      onCreated(await createAsHost(read.options), draft.isEncrypted ? createKey() : null);
    } catch (error) {
      setCreating(false);
      const problem = error instanceof ApiError && !error.isUnreachable ? error : null;
      const text = problem ? (problem.detail ?? t('home.createFailed')) : t('home.unreachable');
      complain({ field: fieldOfCode(problem?.code ?? null), text });
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isCreating) void create();
  };

  const inputProps = (field: DraftField) => ({
    id: idOf(field),
    'aria-invalid': mistake?.field === field,
    'aria-describedby': `${idOf(field)}-text`,
  });
  const field = (name: DraftField, label: string, text: ReactNode, input: ReactNode) => (
    <div>
      <label className={fields.label} htmlFor={idOf(name)}>
        {label}
      </label>
      {input}
      {mistake?.field === name ? (
        <p id={`${idOf(name)}-text`} className={fields.error} role="alert">
          {mistake.text}
        </p>
      ) : (
        text && (
          <p id={`${idOf(name)}-text`} className={styles.hint}>
            {text}
          </p>
        )
      )}
    </div>
  );

  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <div className={styles.fields}>
        {field(
          'name',
          t('options.name'),
          null,
          <input
            {...inputProps('name')}
            className={fields.input}
            value={draft.name}
            placeholder={t('options.namePlaceholder')}
            autoComplete="off"
            onChange={(event) => patch({ name: event.target.value })}
          />,
        )}
        {field(
          'alias',
          t('options.alias'),
          draft.alias ? `${location.host}/m/${draft.alias}` : t('options.aliasText'),
          <input
            {...inputProps('alias')}
            className={fields.input}
            value={draft.alias}
            placeholder={t('options.aliasPlaceholder')}
            autoCapitalize="none"
            autoComplete="off"
            autoCorrect="off"
            spellCheck={false}
            onChange={(event) => patch({ alias: aliasOf(event.target.value) })}
          />,
        )}
        <Group title={t('options.time')}>
          <SwitchField
            label={t('options.later')}
            description={t('options.laterText')}
            isOn={draft.isPlanned}
            onChange={(isPlanned) => patch({ isPlanned })}
          />
          {draft.isPlanned && (
            <div className={styles.schedule}>
              {field(
                'startsAt',
                t('options.start'),
                null,
                <input
                  {...inputProps('startsAt')}
                  className={fields.input}
                  type="datetime-local"
                  value={draft.startsAt}
                  onChange={(event) => patch({ startsAt: event.target.value })}
                />,
              )}
              <SelectField
                label={t('options.duration')}
                options={durations.map((minutes) => ({
                  value: String(minutes),
                  label: t('options.minutes', { count: minutes }),
                }))}
                value={String(draft.durationMinutes)}
                onChange={(minutes) => patch({ durationMinutes: Number(minutes) })}
              />
              <SwitchField
                label={t('options.weekly')}
                description={t('options.weeklyText')}
                isOn={draft.isWeekly}
                onChange={(isWeekly) => patch({ isWeekly })}
              />
            </div>
          )}
        </Group>
        <Group title={t('options.entry')}>
          {field(
            'password',
            t('options.password'),
            t('options.passwordText'),
            <PasswordInput
              {...inputProps('password')}
              isNew
              value={draft.password}
              onChange={(password) => patch({ password })}
            />,
          )}
          <h4 className={styles.sub}>{t('options.waitingRoom')}</h4>
          <WaitingRoomChoices
            value={draft.waitingRoom}
            hasPassword={draft.password !== ''}
            onChange={(waitingRoom) => patch({ waitingRoom })}
          />
        </Group>
        <Group title={t('options.privacy')}>
          <EncryptionSwitch isOn={draft.isEncrypted} onChange={(isEncrypted) => patch({ isEncrypted })} />
        </Group>
        <Group title={t('options.guestsMay')}>
          <PermissionSwitches
            permissions={draft.permissions}
            onChange={(permission, isAllowed) =>
              patch({ permissions: { ...draft.permissions, [permission]: isAllowed } })
            }
          />
        </Group>
      </div>
      <div className={styles.foot}>
        {mistake && !mistake.field && (
          <p className={fields.error} role="alert">
            {mistake.text}
          </p>
        )}
        <Button type="submit" busy={isCreating} data-testid="create-with-options">
          {t(isCreating ? 'home.creating' : 'options.create')}
        </Button>
      </div>
    </form>
  );
}

function Group({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.group}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}
