import { useTranslation } from 'react-i18next';
import { useStore } from '../../store/useStore';
import { SwitchField } from '../../ui/SwitchField';
import { shortcutActions, shortcutText, shortcuts } from '../controls/shortcuts';
import { useCall } from '../useCall';
import styles from './HelpPanel.module.css';

export function HelpPanel() {
  const { t } = useTranslation();
  const { preferences } = useCall();
  const singleKeys = useStore(preferences, (current) => current.singleKeys);
  return (
    <>
      <SwitchField
        label={t('call.singleKeys')}
        description={t('call.singleKeysText')}
        isOn={singleKeys}
        onChange={(on) => preferences.patch({ singleKeys: on })}
      />
      <dl className={styles.keys}>
        {shortcutActions.map((action) => (
          <div
            key={action}
            className={styles.row}
            data-off={!singleKeys && !shortcuts[action].isCombined && shortcuts[action].key.length === 1}
          >
            <dt>{t(`call.shortcut.${action}`)}</dt>
            <dd>
              <kbd>{shortcutText(action)}</kbd>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}
