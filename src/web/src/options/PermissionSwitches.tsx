import { useTranslation } from 'react-i18next';
import type { Permissions } from '../api/meetingOptions';
import { SwitchField } from '../ui/SwitchField';

/** What guests may do and this client offers. */
export const offeredPermissions = ['unmute', 'camera', 'share_screen', 'chat'] as const;
export type OfferedPermission = (typeof offeredPermissions)[number];

type Props = {
  permissions: Pick<Permissions, OfferedPermission>;
  onChange: (permission: OfferedPermission, isAllowed: boolean) => void;
};

export function PermissionSwitches({ permissions, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <>
      {offeredPermissions.map((permission) => (
        <SwitchField
          key={permission}
          label={t(`options.permission.${permission}`)}
          isOn={permissions[permission]}
          onChange={(isOn) => onChange(permission, isOn)}
        />
      ))}
    </>
  );
}
