import { useState } from 'react';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { MeetingSettings } from '../../api/meetingSettings';
import { durations } from '../../meeting/localTime';
import { Button } from '../../ui/Button';
import { SelectField } from '../../ui/SelectField';
import { SwitchField } from '../../ui/SwitchField';
import fields from '../../ui/fields.module.css';
import { useCall } from '../useCall';
import { changesOf, scheduleOf } from './schedule';
import type { Schedule, ScheduleProblem } from './schedule';
import styles from './MeetingPanel.module.css';

/** When the meeting takes place. Sent when it is finished: half a date would move the meeting. */
export function ScheduleSetting({ settings }: { settings: MeetingSettings }) {
  const { t } = useTranslation();
  const { settings: model } = useCall().hosting;
  const [now] = useState(() => new Date());
  const [draft, setDraft] = useState<Schedule | null>(null);
  const [problem, setProblem] = useState<ScheduleProblem | null>(null);
  const shown = draft ?? scheduleOf(settings, now);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const result = changesOf(shown, settings, zone, now);
  const isChanged = 'problem' in result || result.changes !== null;
  const lengths = [...new Set([...durations, shown.durationMinutes])].sort((a, b) => a - b);

  const patch = (changes: Partial<Schedule>) => {
    setProblem(null);
    setDraft({ ...shown, ...changes });
  };
  const save = async (event: FormEvent) => {
    event.preventDefault();
    if ('problem' in result) setProblem(result.problem);
    else if (result.changes && (await model.change(result.changes))) setDraft(null);
  };

  return (
    <form className={styles.field} onSubmit={(event) => void save(event)} noValidate>
      <SwitchField
        label={t('options.later')}
        description={t('options.laterText')}
        isOn={shown.isPlanned}
        onChange={(isPlanned) => patch({ isPlanned })}
      />
      {shown.isPlanned && (
        <>
          <label className={fields.label} htmlFor="meeting-start">
            {t('options.start')}
          </label>
          <input
            id="meeting-start"
            className={fields.input}
            type="datetime-local"
            value={shown.startsAt}
            aria-invalid={problem !== null}
            aria-describedby={problem ? 'meeting-start-error' : undefined}
            onChange={(event) => patch({ startsAt: event.target.value })}
          />
          {problem && (
            <p id="meeting-start-error" className={fields.error} role="alert">
              {t(`options.mistake.startsAt.${problem}`)}
            </p>
          )}
          <SelectField
            label={t('options.duration')}
            options={lengths.map((minutes) => ({
              value: String(minutes),
              label: t('options.minutes', { count: minutes }),
            }))}
            value={String(shown.durationMinutes)}
            onChange={(minutes) => patch({ durationMinutes: Number(minutes) })}
          />
          <SwitchField
            label={t('options.weekly')}
            description={t('options.weeklyText')}
            isOn={shown.isWeekly}
            onChange={(isWeekly) => patch({ isWeekly })}
          />
        </>
      )}
      {isChanged && (
        <div className={styles.row}>
          <Button type="submit" data-testid="save-schedule">
            {t('host.save')}
          </Button>
          <Button look="secondary" onClick={() => setDraft(null)}>
            {t('host.cancel')}
          </Button>
        </div>
      )}
    </form>
  );
}
