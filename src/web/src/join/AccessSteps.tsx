import { useTranslation } from 'react-i18next';
import type { DeniedBy } from '../devices/access';
import { thisPlatform } from '../devices/platform';
import { AddressBar } from './AddressBar';
import { accessHelp } from './accessHelp';
import styles from './AccessSteps.module.css';

/** Who said no, and the two steps that change it: with a picture of the browser, or through the settings of the system. */
export function AccessSteps({ by }: { by: DeniedBy }) {
  const { t } = useTranslation();
  const help = accessHelp(by, thisPlatform());
  const steps =
    help.by === 'browser'
      ? ([`access.browser.${help.how}.first`, `access.browser.${help.how}.second`] as const)
      : ([`access.system.${help.how}.first`, `access.system.${help.how}.second`] as const);
  return (
    <div data-denied-by={help.by} data-how={help.how}>
      <p>{t(`access.by.${help.by}`)}</p>
      {help.by === 'browser' && help.how !== 'other' && <AddressBar of={help.how} />}
      <ol className={styles.steps}>
        {steps.map((step) => (
          <li key={step}>{t(step)}</li>
        ))}
      </ol>
      <p>{t('access.closes')}</p>
    </div>
  );
}
