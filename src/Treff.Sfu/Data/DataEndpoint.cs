using System.Text;
using Treff.Sfu.Rooms;

namespace Treff.Sfu.Data;

/// <summary>A participant as sender and receiver of data packets.</summary>
internal sealed class DataEndpoint
{
    private readonly Participant _participant;
    private readonly byte[] _sid;
    private readonly byte[] _identity;

    public DataEndpoint(Participant participant)
    {
        var room = participant.Room;
        _participant = participant;
        _sid = Encoding.UTF8.GetBytes(participant.Sid);
        _identity = Encoding.UTF8.GetBytes(participant.Identity);
        Sender = new DataSender(room.Options.Data, room.Host.Now);
        Receiver = new DataReceiver(participant, room.Data.Statistics);
    }

    public DataSender Sender { get; }

    public DataReceiver Receiver { get; }

    public ReadOnlySpan<byte> Sid => _sid;

    public ReadOnlySpan<byte> Identity => _identity;

    /// <summary>What receivers are told of the sender: of a hidden one nothing.</summary>
    public ReadOnlySpan<byte> VisibleSid => _participant.IsHidden ? default : _sid;

    public ReadOnlySpan<byte> VisibleIdentity => _participant.IsHidden ? default : _identity;
}
