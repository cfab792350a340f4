import { useEffect, useState } from 'react';
import { Sparkles } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { SelectField } from '../ui/SelectField';
import { blurLevels, canBlur, offersBlur } from './blur';
import type { BlurLevel, BlurProblem } from './blur';
import styles from './BlurSelect.module.css';

type Props = { level: BlurLevel; problem: BlurProblem | null; onChange: (level: BlurLevel) => void };

/** Not there where the operator has not put the model; where the browser cannot, a sentence says so. */
export function BlurSelect({ level, problem, onChange }: Props) {
  const { t } = useTranslation();
  const [isOffered, setOffered] = useState(false);
  useEffect(() => {
    let isCurrent = true;
    void offersBlur().then((offered) => {
      if (isCurrent) setOffered(offered);
    });
    return () => {
      isCurrent = false;
    };
  }, []);
  if (!isOffered) return null;
  const isPossible = canBlur();
  const trouble = isPossible ? problem : 'unsupported';
  return (
    <div data-testid="blur">
      <SelectField
        label={t('blur.label')}
        icon={<Sparkles size={18} aria-hidden="true" />}
        options={blurLevels.map((value) => ({ value, label: t(`blur.level.${value}`) }))}
        value={isPossible ? level : 'off'}
        disabled={!isPossible}
        onChange={(value) => onChange(value as BlurLevel)}
      />
      <p className={styles.trouble} role="status">
        {trouble && t(`blur.${trouble}`)}
      </p>
    </div>
  );
}
