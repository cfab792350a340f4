using System.Net;
using System.Text;
using Treff.Rtc.Ice;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Ice;

public sealed class StunMessageTests
{
    private static readonly StunTransactionId Id = new(1, 2);
    private static readonly byte[] Key = "secret"u8.ToArray();

    [Theory]
    [InlineData(StunClass.Request, 1, 0x0001)]
    [InlineData(StunClass.Indication, 1, 0x0011)]
    [InlineData(StunClass.SuccessResponse, 1, 0x0101)]
    [InlineData(StunClass.ErrorResponse, 1, 0x0111)]
    [InlineData(StunClass.ErrorResponse, 0xFFF, 0x3FFF)]
    [InlineData(StunClass.Request, 0x0A5, 0x0245)]
    public void Class_and_method_share_the_type_field(StunClass messageClass, int method, int type)
    {
        var buffer = new byte[StunMessage.HeaderLength];
        _ = new StunWriter(buffer, messageClass, (StunMethod)method, Id);
        Assert.Equal(type, (buffer[0] << 8) | buffer[1]);
        Assert.True(StunMessage.TryParse(buffer, out var message));
        Assert.Equal(messageClass, message.Class);
        Assert.Equal((StunMethod)method, message.Method);
    }

    [Fact]
    public void Reads_what_it_writes()
    {
        var bytes = Write((ref StunWriter writer) =>
        {
            writer.AddUsername("server"u8, "me"u8);
            writer.AddPriority(77);
            writer.AddUseCandidate();
            writer.AddIceControlling(ulong.MaxValue);
            writer.AddIceControlled(9);
            writer.AddXorMappedAddress(TransportAddress.From(IPAddress.Parse("198.51.100.7"), 65535));
            writer.AddErrorCode(487, "Role Conflict"u8);
            writer.AddMessageIntegrity(Key);
            writer.AddFingerprint();
        });

        Assert.True(StunMessage.TryParse(bytes, out var message));
        Assert.Equal(Id, message.TransactionId);
        Assert.Equal("server:me", Encoding.ASCII.GetString(message.Username));
        Assert.Equal(77u, message.Priority);
        Assert.True(message.UseCandidate);
        Assert.Equal(ulong.MaxValue, message.IceControlling);
        Assert.Equal(9u, message.IceControlled);
        Assert.Equal(TransportAddress.From(IPAddress.Parse("198.51.100.7"), 65535), message.XorMappedAddress);
        Assert.Equal(487, message.ErrorCode);
        Assert.True(message.HasValidIntegrity(Key));
        Assert.True(message.HasValidFingerprint);
    }

    [Theory]
    [InlineData("192.0.2.200")]
    [InlineData("2001:db8::1")]
    [InlineData("fe80::1")]
    public void Mapped_addresses_survive(string text)
    {
        var address = TransportAddress.From(IPAddress.Parse(text), 7882);
        var bytes = Write((ref StunWriter writer) => writer.AddXorMappedAddress(address));
        Assert.True(StunMessage.TryParse(bytes, out var message));
        Assert.Equal(address, message.XorMappedAddress);
    }

    [Fact]
    public void Only_unknown_attributes_below_0x8000_are_listed_as_required()
    {
        var bytes = Write((ref StunWriter writer) =>
        {
            writer.Add(0x7001, [1, 2, 3]);
            writer.Add(0xC057, [0, 0, 0, 1]); // network cost of libwebrtc
            writer.AddPriority(1);
            writer.Add(0x0019, []);
        });

        Assert.True(StunMessage.TryParse(bytes, out var message));
        Assert.True(message.HasUnknownRequired);
        var types = new ushort[8];
        Assert.Equal(2, message.CopyUnknownRequired(types));
        Assert.Equal([0x7001, 0x0019], types.Take(2).Select(type => (int)type));
        Assert.Equal(1, message.CopyUnknownRequired(types.AsSpan(0, 1)));
    }

    [Fact]
    public void Attributes_between_integrity_and_fingerprint_are_not_read()
    {
        var bytes = Write((ref StunWriter writer) =>
        {
            writer.AddMessageIntegrity(Key);
            writer.AddUseCandidate();
            writer.Add(0x7001, []);
            writer.AddFingerprint();
        });

        Assert.True(StunMessage.TryParse(bytes, out var message));
        Assert.False(message.UseCandidate);
        Assert.False(message.HasUnknownRequired);
        Assert.Equal(0, message.CopyUnknownRequired(new ushort[4]));
        Assert.True(message.HasValidIntegrity(Key));
        Assert.True(message.HasValidFingerprint);
    }

    [Fact]
    public void The_first_of_two_attributes_counts()
    {
        var bytes = Write((ref StunWriter writer) =>
        {
            writer.AddPriority(1);
            writer.AddPriority(2);
        });
        Assert.True(StunMessage.TryParse(bytes, out var message));
        Assert.Equal(1u, message.Priority);
    }

    [Fact]
    public void Refuses_an_attribute_behind_the_fingerprint()
    {
        var bytes = Write((ref StunWriter writer) =>
        {
            writer.AddFingerprint();
            writer.AddPriority(1);
        });
        Assert.False(StunMessage.TryParse(bytes, out _));
    }

    [Theory]
    [InlineData(StunAttribute.Priority, 3)]
    [InlineData(StunAttribute.Priority, 8)]
    [InlineData(StunAttribute.UseCandidate, 1)]
    [InlineData(StunAttribute.IceControlled, 4)]
    [InlineData(StunAttribute.IceControlling, 12)]
    [InlineData(StunAttribute.MessageIntegrity, 16)]
    [InlineData(StunAttribute.Fingerprint, 8)]
    [InlineData(StunAttribute.ErrorCode, 2)]
    [InlineData(StunAttribute.XorMappedAddress, 3)]
    [InlineData(StunAttribute.XorMappedAddress, 8)] // family 0
    [InlineData(StunAttribute.Username, 600)]
    public void Refuses_a_known_attribute_of_impossible_length(int type, int length)
    {
        var bytes = Write((ref StunWriter writer) => writer.Add((ushort)type, new byte[length]));
        Assert.False(StunMessage.TryParse(bytes, out _));
    }

    [Fact]
    public void Refuses_a_datagram_that_is_not_exactly_one_message()
    {
        var bytes = StunVectorTests.Request;
        Assert.True(StunMessage.LooksLikeStun(bytes));
        Assert.False(StunMessage.LooksLikeStun([.. bytes, 0, 0, 0, 0]));
        Assert.False(StunMessage.LooksLikeStun(bytes.AsSpan(0, bytes.Length - 4)));
        Assert.False(StunMessage.LooksLikeStun([]));
        Assert.False(StunMessage.LooksLikeStun([0x80, .. bytes[1..]])); // RTP
    }

    [Fact]
    public void User_name_fragments_are_read_as_the_server_sees_them()
    {
        Assert.True(StunMessage.TryReadUsernameFragments(StunVectorTests.Request, out var local, out var remote));
        Assert.Equal("evtj", Encoding.ASCII.GetString(local));
        Assert.Equal("h6vY", Encoding.ASCII.GetString(remote));
        Assert.False(StunMessage.TryReadUsernameFragments(StunVectorTests.IPv4Response, out _, out _));
    }

    [Theory]
    [InlineData(":me")]
    [InlineData("nocolon")]
    [InlineData("")]
    public void User_names_without_two_fragments_lead_nowhere(string username)
    {
        var bytes = Write((ref StunWriter writer) => writer.Add(StunAttribute.Username, Encoding.ASCII.GetBytes(username)));
        Assert.False(StunMessage.TryReadUsernameFragments(bytes, out _, out _));
    }

    [Fact]
    public void No_truncation_parses()
    {
        foreach (var message in Corpus())
            Assert.All(Mutations.Truncations(message), cut => Assert.False(StunMessage.TryParse(cut, out _)));
    }

    // Each prefix again with a length field that fits, so that the cut falls into the attributes.
    [Fact]
    public void No_truncation_with_a_fitting_length_throws()
    {
        foreach (var cut in Corpus().SelectMany(Mutations.Truncations).Where(cut => cut.Length >= StunMessage.HeaderLength))
        {
            cut[2] = (byte)((cut.Length - StunMessage.HeaderLength) >> 8);
            cut[3] = (byte)(cut.Length - StunMessage.HeaderLength);
            ReadEverything(cut);
        }
    }

    internal static void FitLength(byte[] datagram)
    {
        if (datagram.Length < 4)
            return;
        datagram[2] = (byte)((datagram.Length - StunMessage.HeaderLength) >> 8);
        datagram[3] = (byte)(datagram.Length - StunMessage.HeaderLength);
    }

    internal static void ReadEverything(byte[] datagram)
    {
        StunMessage.TryReadUsernameFragments(datagram, out _, out _);
        if (!StunMessage.TryParse(datagram, out var message))
            return;
        _ = message.Username.Length + message.ErrorCode;
        _ = message.Priority;
        _ = message.IceControlled;
        _ = message.IceControlling;
        _ = message.XorMappedAddress;
        _ = message.HasValidFingerprint;
        _ = message.HasValidIntegrity(Key);
        _ = message.CopyUnknownRequired(new ushort[8]);
    }

    internal static IEnumerable<byte[]> Corpus()
    {
        yield return StunVectorTests.Request;
        yield return StunVectorTests.IPv4Response;
        yield return StunVectorTests.IPv6Response;
        yield return Write((ref StunWriter writer) =>
        {
            writer.AddErrorCode(420, "Unknown Attribute"u8);
            writer.AddUnknownAttributes([0x7001, 0x0019]);
            writer.AddMessageIntegrity(Key);
            writer.AddFingerprint();
        });
    }

    private delegate void Fill(ref StunWriter writer);

    private static byte[] Write(Fill fill)
    {
        var buffer = new byte[1000];
        var writer = new StunWriter(buffer, StunClass.Request, StunMethod.Binding, Id);
        fill(ref writer);
        return buffer[..writer.Length];
    }
}
