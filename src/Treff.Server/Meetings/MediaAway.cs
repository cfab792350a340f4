using Treff.LiveKit;
using Treff.Server.Operations;

namespace Treff.Server.Meetings;

/// <summary>A media server elsewhere may be away for a while, and people wait all the same.</summary>
public static class MediaAway
{
    /// <summary>A step of <see cref="MeetingWatch"/> that says nothing while the media server does not answer, and is taken again.</summary>
    public static Func<IServiceProvider, EventStream, CancellationToken, Task<bool>> Outlived(Func<IServiceProvider, EventStream, CancellationToken, Task<bool>> step) =>
        async (services, stream, cancellationToken) =>
        {
            try
            {
                return await step(services, stream, cancellationToken);
            }
            catch (RoomServiceException)
            {
                // Whoever waits was told how it stood. That it does not answer is in the log already.
                return true;
            }
        };
}
