import { useId, useState } from 'react';
import type { FormEvent } from 'react';
import { X } from 'lucide-react';
import { fetchLogLevels, logLevelNames, replaceLogLevels } from '../../api/admin';
import type { LogLevelName, LogLevelsInForce } from '../../api/admin';
import { ApiError } from '../../api/request';
import { Button } from '../../ui/Button';
import fields from '../../ui/fields.module.css';
import { Failure } from '../Failure';
import { useAdminTexts } from '../texts';
import { useLoaded } from '../useLoaded';
import styles from './LogLevels.module.css';

/** The parts an operator looks into; any other prefix can be typed. */
const knownCategories = [
  'Treff.Sfu',
  'Treff.Sfu.Rooms',
  'Treff.Sfu.Signal',
  'Treff.Sfu.Udp',
  'Treff.Server',
  'Treff.Server.Cluster',
  'Treff.Server.Lobby',
  'Treff.Server.Statistics',
  'Treff.Server.Storage',
];

/** How much is logged, by part of the server, until it is started again. */
export function LogLevels() {
  const { t } = useAdminTexts();
  const { value, error: loading, reload } = useLoaded(fetchLogLevels);
  const [changed, setChanged] = useState<LogLevelsInForce | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const levels = (changed ?? value)?.levels;
  const field = useId();

  /** True when it is so now. */
  const replace = async (wanted: LogLevelsInForce['levels']) => {
    setBusy(true);
    setError(null);
    try {
      setChanged(await replaceLogLevels(wanted));
      return true;
    } catch (failure) {
      setError((failure instanceof ApiError ? failure.detail : null) ?? t('failed'));
      return false;
    } finally {
      setBusy(false);
    }
  };

  /** The button that had the focus goes with its entry. */
  const remove = async (category: string) => {
    if (levels && (await replace(without(levels, category)))) document.getElementById(field)?.focus();
  };

  return (
    <section aria-labelledby="log-title">
      <h2 id="log-title">{t('server.log.title')}</h2>
      <p className={styles.text}>{t('server.log.text')}</p>
      {loading && <Failure error={loading} onRetry={reload} />}
      {levels && (
        <>
          <ul className={styles.levels}>
            {Object.entries(levels).map(([category, level]) => (
              <Entry
                key={category}
                category={category}
                level={level}
                onLevel={(wanted) => void replace({ ...levels, [category]: wanted })}
                onRemove={() => void remove(category)}
              />
            ))}
          </ul>
          <NewEntry
            id={field}
            busy={busy}
            onEmpty={() => setError(t('server.log.empty'))}
            onAdd={(category) => replace({ ...levels, [category]: 'debug' })}
          />
        </>
      )}
      <p role="status" className={styles.text}>
        {changed && !error && !busy && t('server.log.changed')}
      </p>
      {error && (
        <p role="alert" className={fields.error}>
          {error}
        </p>
      )}
    </section>
  );
}

type EntryProps = {
  category: string;
  level: LogLevelName;
  onLevel: (level: LogLevelName) => void;
  onRemove: () => void;
};

function Entry({ category, level, onLevel, onRemove }: EntryProps) {
  const { t } = useAdminTexts();
  const id = useId();
  const isDefault = category === 'default';
  return (
    <li data-testid="log-level">
      <label htmlFor={id}>{isDefault ? t('server.log.rest') : <code>{category}</code>}</label>
      <select
        id={id}
        className={fields.select}
        value={level}
        onChange={(event) => onLevel(event.target.value as LogLevelName)}
      >
        {logLevelNames.map((name) => (
          <option key={name} value={name}>
            {t(`server.log.level.${name}`)}
          </option>
        ))}
      </select>
      {!isDefault && (
        <Button look="secondary" aria-label={t('server.log.remove', { category })} onClick={onRemove}>
          <X size={18} aria-hidden="true" />
        </Button>
      )}
    </li>
  );
}

type NewEntryProps = {
  id: string;
  busy: boolean;
  onEmpty: () => void;
  onAdd: (category: string) => Promise<boolean>;
};

function NewEntry({ id, busy, onEmpty, onAdd }: NewEntryProps) {
  const { t } = useAdminTexts();
  const [category, setCategory] = useState('');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    if (category.trim() === '') {
      onEmpty();
      document.getElementById(id)?.focus();
    } else if (await onAdd(category.trim())) setCategory('');
  };
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <label className={fields.label} htmlFor={id}>
        {t('server.log.category')}
      </label>
      <div className={fields.row}>
        <input
          id={id}
          className={fields.input}
          list={`${id}-known`}
          value={category}
          placeholder="Treff.Sfu"
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          onChange={(event) => setCategory(event.target.value)}
        />
        <datalist id={`${id}-known`}>
          {knownCategories.map((known) => (
            <option key={known} value={known} />
          ))}
        </datalist>
        <Button type="submit" look="secondary" busy={busy} data-testid="add-log-level">
          {t('server.log.add')}
        </Button>
      </div>
    </form>
  );
}

function without(levels: LogLevelsInForce['levels'], category: string): LogLevelsInForce['levels'] {
  return Object.fromEntries(Object.entries(levels).filter(([name]) => name !== category));
}
