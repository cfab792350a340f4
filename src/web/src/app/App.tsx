import { Suspense, lazy, useCallback, useEffect, useState } from 'react';
import { EndingPage } from '../ending/EndingPage';
import { HomePage } from '../home/HomePage';
import { meetingPath } from '../meeting/meetingLink';
import { useStore } from '../store/useStore';
import { Announcer } from '../ui/Announcer';
import { AliasMeeting } from './AliasMeeting';
import { CrashPage } from './CrashPage';
import { Meeting } from './Meeting';
import { address, navigate, replaceAddress } from './navigation';
import { parseRoute } from './route';

const CheckPage = lazy(() => import('../check/CheckPage').then((check) => ({ default: check.CheckPage })));

const AdminPage = lazy(() => import('../admin/AdminPage').then((admin) => ({ default: admin.AdminPage })));
const AttendancePage = lazy(() =>
  import('../attendance/AttendancePage').then((attendance) => ({ default: attendance.AttendancePage })),
);

const goHome = () => navigate('/');
const openMeeting = (meetingId: string, fragment = '') => navigate(meetingPath(meetingId) + fragment);

export function App() {
  return (
    <CrashPage>
      <CurrentPage />
      <Announcer />
    </CrashPage>
  );
}

function CurrentPage() {
  const current = useStore(address);
  const [path = '/', search = ''] = current.split(/(?=\?)/);
  const route = parseRoute(path, search);
  const canonical = 'path' in route ? route.path : path;
  useEffect(() => {
    if (canonical !== path) replaceAddress(canonical + location.hash);
  }, [canonical, path]);

  switch (route.page) {
    case 'home':
      return <HomePage onOpen={navigate} />;
    case 'check':
      return (
        <Suspense>
          <CheckPage />
        </Suspense>
      );
    case 'admin':
      return <Admin />;
    case 'attendance':
      return (
        <Suspense>
          <AttendancePage key={route.meetingId} meetingId={route.meetingId} />
        </Suspense>
      );
    case 'meeting':
      return (
        <Meeting key={route.meetingId} meetingId={route.meetingId} onHome={goHome} onOpen={openMeeting} />
      );
    case 'alias':
      return <AliasMeeting key={route.alias} alias={route.alias} onHome={goHome} onOpen={openMeeting} />;
    case 'invalid':
      return <EndingPage ending="invalid" onHome={goHome} onOpen={openMeeting} />;
  }
}

/** Where the server has no dashboard, the address is as unknown as any other. */
function Admin() {
  const [isKnown, setKnown] = useState(true);
  const onUnknown = useCallback(() => setKnown(false), []);
  if (!isKnown) return <EndingPage ending="invalid" onHome={goHome} onOpen={openMeeting} />;
  return (
    <Suspense>
      <AdminPage onUnknown={onUnknown} />
    </Suspense>
  );
}
