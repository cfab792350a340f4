using System.Buffers;
using System.IO.Pipelines;
using Treff.Rtc.Ice;
using Treff.Sfu.Udp;

namespace Treff.Sfu.Tcp;

/// <summary>
/// The first datagram of an ICE connection is a connectivity check, and its user name says whose connection it is: so the worker that has the
/// peer gets the connection, and nothing of it is ever handed over.
/// </summary>
internal static class FirstDatagram
{
    /// <summary>Looks without taking anything. Null: it never came, or is none.</summary>
    public static async Task<int?> FindWorkerAsync(PipeReader input, PeerOwners owners, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var result = await input.ReadAsync(cancellationToken).ConfigureAwait(false);
                var found = StreamFrames.TryRead(result.Buffer, MediaStreamKind.Ice, PacketSlots.MaxDatagramBytes, out var datagram);
                var worker = found == StreamFrames.Result.Complete ? FindWorker(datagram, owners) : 0;
                var isDecided = found != StreamFrames.Result.Incomplete;
                input.AdvanceTo(result.Buffer.Start, isDecided ? result.Buffer.Start : result.Buffer.End);
                if (isDecided)
                    return worker;
                if (result.IsCompleted)
                    return null;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            return null;
        }
    }

    // For nobody we know, and for nonsense, any worker will do: it counts what comes and closes the connection soon.
    private static int FindWorker(in ReadOnlySequence<byte> datagram, PeerOwners owners)
    {
        Span<byte> copy = stackalloc byte[PacketSlots.MaxDatagramBytes];
        copy = copy[..(int)datagram.Length];
        datagram.CopyTo(copy);
        return StunMessage.TryReadUsernameFragments(copy, out var local, out _) && owners.TryFindByFragment(local, out var worker) ? worker : 0;
    }
}
