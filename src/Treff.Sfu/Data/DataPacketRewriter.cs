namespace Treff.Sfu.Data;

/// <summary>
/// A client's packet as others get it: the kind of the channel it came on, the sender as the server knows them, both on the packet and in
/// a user packet; destinations in both places too. Everything else is copied as it was. No field is trusted that says who sent it.
/// </summary>
internal readonly ref struct DataPacketRewriter
{
    private const uint Lossy = 1;

    private readonly DataPacketView _packet;
    private readonly ReadOnlySpan<byte> _sid;
    private readonly ReadOnlySpan<byte> _identity;
    private readonly bool _isLossy;
    private readonly int _userLength;

    /// <summary>Prepares a rewrite; empty <paramref name="sid"/> and <paramref name="identity"/> for a hidden sender.</summary>
    public DataPacketRewriter(in DataPacketView packet, ReadOnlySpan<byte> sid, ReadOnlySpan<byte> identity, bool isLossy)
    {
        _packet = packet;
        _sid = sid;
        _identity = identity;
        _isLossy = isLossy;
        if (packet.Type == DataPacketType.User)
            _userLength = MeasureUser();
        Length = Measure();
    }

    /// <summary>Bytes that <see cref="Write"/> writes.</summary>
    public int Length { get; }

    private bool IsUser => _packet.Type == DataPacketType.User;

    public byte[] ToArray()
    {
        var bytes = GC.AllocateUninitializedArray<byte>(Length);
        Write(bytes);
        return bytes;
    }

    public void Write(Span<byte> destination)
    {
        var writer = new WireWriter(destination);
        if (_isLossy)
            writer.WriteVarint(DataPacketView.KindField, Lossy);
        writer.WriteBytes(DataPacketView.IdentityField, _identity);
        writer.WriteBytes(DataPacketView.SidField, _sid);
        if (IsUser)
        {
            if (!_packet.HasDestinations)
                CopyAs(ref writer, _packet.Value, DataPacketView.UserDestinationField, DataPacketView.DestinationField);
            writer.WritePrefix((int)DataPacketType.User, _userLength);
            WriteUser(ref writer);
        }

        var reader = new WireReader(_packet.Message);
        while (reader.TryRead(out var field))
        {
            if (IsKept(field.Number))
                writer.WriteRaw(field.Raw);
        }
    }

    private void WriteUser(ref WireWriter writer)
    {
        writer.WriteBytes(DataPacketView.UserSidField, _sid);
        writer.WriteBytes(DataPacketView.UserIdentityField, _identity);
        var reader = new WireReader(_packet.Value);
        while (reader.TryRead(out var field))
        {
            if (IsKeptInUser(field.Number))
                writer.WriteRaw(field.Raw);
        }

        if (_packet.HasDestinations)
            CopyAs(ref writer, _packet.Message, DataPacketView.DestinationField, DataPacketView.UserDestinationField);
    }

    private int Measure()
    {
        var length = WireWriter.BytesLength(DataPacketView.IdentityField, _identity) + WireWriter.BytesLength(DataPacketView.SidField, _sid);
        if (_isLossy)
            length += 2; // one byte of tag, one of value
        if (IsUser)
        {
            length += WireWriter.PrefixLength((int)DataPacketType.User, _userLength) + _userLength;
            if (!_packet.HasDestinations)
                length += MeasureAs(_packet.Value, DataPacketView.UserDestinationField, DataPacketView.DestinationField);
        }

        var reader = new WireReader(_packet.Message);
        while (reader.TryRead(out var field))
            length += IsKept(field.Number) ? field.Raw.Length : 0;
        return length;
    }

    private int MeasureUser()
    {
        var length = WireWriter.BytesLength(DataPacketView.UserSidField, _sid)
            + WireWriter.BytesLength(DataPacketView.UserIdentityField, _identity);
        var reader = new WireReader(_packet.Value);
        while (reader.TryRead(out var field))
            length += IsKeptInUser(field.Number) ? field.Raw.Length : 0;
        if (_packet.HasDestinations)
            length += MeasureAs(_packet.Message, DataPacketView.DestinationField, DataPacketView.UserDestinationField);
        return length;
    }

    private bool IsKept(int number) => number switch
    {
        DataPacketView.KindField or DataPacketView.IdentityField or DataPacketView.SidField => false,
        (int)DataPacketType.User => !IsUser,
        _ => true,
    };

    private bool IsKeptInUser(int number) => number switch
    {
        DataPacketView.UserSidField or DataPacketView.UserIdentityField => false,
        // Those on the packet come instead.
        DataPacketView.UserDestinationField => !_packet.HasDestinations,
        _ => true,
    };

    private static void CopyAs(ref WireWriter writer, ReadOnlySpan<byte> message, int from, int to)
    {
        var reader = new WireReader(message);
        while (reader.TryRead(out var field))
        {
            if (field.Number == from)
                writer.WriteBytes(to, field.Value);
        }
    }

    private static int MeasureAs(ReadOnlySpan<byte> message, int from, int to)
    {
        var length = 0;
        var reader = new WireReader(message);
        while (reader.TryRead(out var field))
            length += field.Number == from ? WireWriter.BytesLength(to, field.Value) : 0;
        return length;
    }
}
