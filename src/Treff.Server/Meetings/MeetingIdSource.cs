namespace Treff.Server.Meetings;

/// <summary>Where new codes come from; tests replace it to make two meetings draw the same code.</summary>
public class MeetingIdSource
{
    public virtual MeetingId Next() => MeetingId.Create();
}
