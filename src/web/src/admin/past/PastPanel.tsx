import { AttendancePanel } from './AttendancePanel';
import { PastMeetingsList } from './PastMeetingsList';

export function PastPanel({ meetingId }: { meetingId: string | null }) {
  return meetingId === null ? (
    <PastMeetingsList />
  ) : (
    <AttendancePanel key={meetingId} meetingId={meetingId} />
  );
}
