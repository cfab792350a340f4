using Treff.LiveKit.Protocol;

namespace Treff.Sfu.Rooms;

/// <summary>Who speaks: every 400 ms those whose level changed are told to whoever hears them, and to themselves.</summary>
internal sealed class ActiveSpeakers
{
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(400);

    // Levels go out in steps of 1/8, so that a steady voice sends no messages.
    private const double Steps = 8;

    // LiveKit's, for somebody who pretends.
    private const float PretendedLevel = 0.9f;

    private readonly Dictionary<Participant, float> _levels = [];

    public void Tick(IReadOnlyList<Participant> participants)
    {
        List<(Participant Speaker, SpeakerInfo Info)> changes = [];
        foreach (var participant in participants)
        {
            var level = Measure(participant);
            if (level == _levels.GetValueOrDefault(participant))
                continue;
            _levels[participant] = level;
            changes.Add((participant, new SpeakerInfo { Sid = participant.Sid, Level = level, Active = level > 0 }));
        }

        Forget(participants);
        if (changes.Count > 0)
            Tell(participants, changes);
    }

    private void Forget(IReadOnlyList<Participant> participants)
    {
        if (_levels.Count <= participants.Count)
            return;
        foreach (var participant in _levels.Keys.Except(participants).ToArray())
            _levels.Remove(participant);
    }

    private static float Measure(Participant participant)
    {
        double loudest = 0;
        foreach (var track in participant.Publications.Tracks)
        {
            // A shared film speaks too, but it is not a person.
            if (track.Info.Type != TrackType.Audio || track.Info.Source == TrackSource.ScreenShareAudio)
                continue;
            var level = track.AudioMeter.Close();
            if (!track.Info.Muted)
                loudest = Math.Max(loudest, level);
        }

        if (participant.Room.Host.Now < participant.PretendsToSpeakUntil)
            return PretendedLevel;
        return (float)(Math.Ceiling(loudest * Steps) / Steps);
    }

    private static void Tell(IReadOnlyList<Participant> participants, List<(Participant Speaker, SpeakerInfo Info)> changes)
    {
        foreach (var listener in participants)
        {
            var message = new SpeakersChanged();
            foreach (var (speaker, info) in changes)
            {
                if (speaker == listener || (!speaker.IsHidden && listener.Subscriptions.Hears(speaker)))
                    message.Speakers.Add(info);
            }

            if (message.Speakers.Count > 0)
                listener.Send(new SignalResponse { SpeakersChanged = message });
        }
    }
}
