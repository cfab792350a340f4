import { useTranslation } from 'react-i18next';
import { SwitchField } from '../ui/SwitchField';
import { canEncrypt } from './canEncrypt';

type Props = { isOn: boolean; onChange: (on: boolean) => void };

/** The choice for a new meeting: whoever makes it adds `keyFragment(createKey())` to the link. A browser that could not join says why it is off. */
export function EncryptionSwitch({ isOn, onChange }: Props) {
  const { t } = useTranslation();
  const isPossible = canEncrypt();
  return (
    <SwitchField
      label={t('encryption.switch')}
      description={t(isPossible ? 'encryption.switchText' : 'encryption.unsupported')}
      isOn={isOn && isPossible}
      isDisabled={!isPossible}
      onChange={onChange}
    />
  );
}
