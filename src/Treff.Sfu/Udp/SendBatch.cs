using Treff.Rtc;

namespace Treff.Sfu.Udp;

/// <summary>
/// Outgoing datagrams of one turn, written where the kernel will read them and sent with few calls. A full batch goes out at once,
/// the rest when the turn ends.
/// </summary>
internal sealed unsafe class SendBatch : IDisposable
{
    /// <summary>
    /// A call amortises fully at 16 messages (measured); more lets packets of one frame to one destination meet here: seven packets to fifty
    /// subscribers are 350. Twice as many as 256 made forwarding with segmentation a fifth cheaper.
    /// </summary>
    public const int DefaultCapacity = 512;

    private readonly IDatagramSender _sender;
    private readonly PacketSlots _slots;
    private readonly NetworkPath[] _paths;
    private readonly int[] _lengths;
    private readonly TestLoss? _loss;

    public SendBatch(IDatagramSender sender, int capacity = DefaultCapacity, TestLoss? loss = null)
    {
        _sender = sender;
        _slots = new PacketSlots(capacity);
        _paths = new NetworkPath[capacity];
        _lengths = new int[capacity];
        _loss = loss;
    }

    public int Count { get; private set; }

    public int Capacity => _paths.Length;

    /// <summary>Where datagrams for paths that are no UDP socket go; null = there are no such paths.</summary>
    public IVirtualPaths? VirtualPaths { get; set; }

    /// <summary>Datagrams that the test link lost.</summary>
    public long TestLosses { get; private set; }

    public ReadOnlySpan<int> Lengths => _lengths.AsSpan(0, Count);

    public ReadOnlySpan<NetworkPath> Paths => _paths.AsSpan(0, Count);

    public ReadOnlySpan<byte> this[int index] => new(_slots.Address(index), _lengths[index]);

    /// <summary>The slot of the next datagram; the same one again until <see cref="Commit"/>.</summary>
    public Span<byte> Reserve() => _slots[Count];

    /// <summary>The first <paramref name="length"/> bytes of the reserved slot shall be sent.</summary>
    public void Commit(int length, in NetworkPath path)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)PacketSlots.MaxDatagramBytes);
        if (_loss is not null && _loss.Next())
        {
            TestLosses++;
            return;
        }

        var actual = path;
        if (!LocalSocketNumbers.IsUdp(path.LocalSocket) && VirtualPaths is { } virtualPaths && !virtualPaths.TryResolve(_slots[Count], ref length, ref actual))
            return;
        _lengths[Count] = length;
        _paths[Count] = actual;
        if (++Count == _paths.Length)
            Flush();
    }

    /// <summary>Sends what is there.</summary>
    public void Flush()
    {
        if (Count == 0)
            return;
        try
        {
            _sender.Send(this);
        }
        finally
        {
            Count = 0;
        }
    }

    public byte* SlotAddress(int index) => _slots.Address(index);

    public void Dispose() => _slots.Dispose();
}
