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

    // A new speaker has been the loudest for this many intervals: coughs and short answers do not rearrange pictures.
    private const int IntervalsToTakeOver = 3;

    private readonly Dictionary<Participant, float> _levels = [];
    private Participant? _loudest;
    private int _intervalsAsLoudest;

    /// <summary>Who speaks, or spoke last; null before anybody did.</summary>
    public Participant? Speaker { get; private set; }

    public void Tick(IReadOnlyList<Participant> participants)
    {
        List<(Participant Speaker, SpeakerInfo Info)> changes = [];
        foreach (var participant in participants)
        {
            var level = Measure(participant);
            if (level == _levels.GetValueOrDefault(participant))
                continue;
            _levels[participant] = level;
            changes.Add((participant, Info(participant, level)));
        }

        Forget(participants);
        ChooseSpeaker(participants);
        if (changes.Count > 0)
            Tell(participants, changes);
    }

    /// <summary>Somebody hears a participant from now on: who speaks already is told at once, as no change would tell it.</summary>
    public void Introduce(Participant speaker, Participant listener)
    {
        if (_levels.TryGetValue(speaker, out var level) && level > 0)
            Tell(listener, Info(speaker, level));
    }

    /// <summary>The listener may have missed who began or ceased to speak: tells of all whom it hears.</summary>
    public void TellAll(Participant listener)
    {
        var message = new SpeakersChanged();
        foreach (var (speaker, level) in _levels)
        {
            if (IsToldTo(listener, speaker))
                message.Speakers.Add(Info(speaker, level));
        }

        if (message.Speakers.Count > 0)
            listener.Send(new SignalResponse { SpeakersChanged = message });
    }

    /// <summary>Somebody does not hear a participant any more, and would not learn when it falls silent.</summary>
    public void Withdraw(Participant speaker, Participant listener)
    {
        if (_levels.TryGetValue(speaker, out var level) && level > 0)
            Tell(listener, Info(speaker, 0));
    }

    private static SpeakerInfo Info(Participant speaker, float level) => new() { Sid = speaker.Sid, Level = level, Active = level > 0 };

    private static void Tell(Participant listener, SpeakerInfo info) =>
        listener.Send(new SignalResponse { SpeakersChanged = new SpeakersChanged { Speakers = { info } } });

    private static bool IsToldTo(Participant listener, Participant speaker) =>
        speaker == listener || (!speaker.IsHidden && listener.Subscriptions.Hears(speaker));

    private void ChooseSpeaker(IReadOnlyList<Participant> participants)
    {
        if (Speaker is { IsGone: true })
            Speaker = null;
        Participant? loudest = null;
        foreach (var participant in participants)
        {
            if (_levels.GetValueOrDefault(participant) > (loudest is null ? 0 : _levels[loudest]))
                loudest = participant;
        }

        _intervalsAsLoudest = loudest == _loudest ? _intervalsAsLoudest + 1 : 1;
        _loudest = loudest;
        if (loudest is not null && (Speaker is null || _intervalsAsLoudest >= IntervalsToTakeOver))
            Speaker = loudest;
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
                if (IsToldTo(listener, speaker))
                    message.Speakers.Add(info);
            }

            if (message.Speakers.Count > 0)
                listener.Send(new SignalResponse { SpeakersChanged = message });
        }
    }
}
