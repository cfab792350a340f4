import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from '../../store/useStore';
import { layoutChoices } from '../stage/arrange';
import { useCall } from '../useCall';
import styles from './LayoutChoices.module.css';

export function LayoutChoices() {
  const { t } = useTranslation();
  const { preferences } = useCall();
  const layout = useStore(preferences, (current) => current.layout);
  const name = useId();
  return (
    <div className={styles.choices}>
      {layoutChoices.map((choice) => (
        <label key={choice} className={styles.choice}>
          <input
            type="radio"
            name={name}
            value={choice}
            checked={choice === layout}
            onChange={() => preferences.patch({ layout: choice })}
          />
          {t(`call.layouts.${choice}`)}
        </label>
      ))}
    </div>
  );
}
