import { useTranslation } from 'react-i18next';
import { languages, resources, switchLanguage } from './i18n';
import styles from './LanguageSwitch.module.css';

export function LanguageSwitch() {
  const { t, i18n } = useTranslation();
  return (
    <div className={styles.group} role="group" aria-label={t('language.switch')}>
      {languages.map((language) => (
        <button
          key={language}
          type="button"
          lang={language}
          className={styles.option}
          aria-pressed={i18n.resolvedLanguage === language}
          onClick={() => switchLanguage(language)}
        >
          {resources[language]?.translation.language.name}
        </button>
      ))}
    </div>
  );
}
