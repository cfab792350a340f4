using System.IO.Compression;
using System.Text;
using Google.Protobuf;
using Treff.Fuzz;
using Treff.LiveKit.Protocol;
using Treff.Rtc.Tests.Support;
using Treff.Server.LiveKitApi;
using Treff.Server.Tests.Support;

namespace Treff.Server.Tests.Fuzz;

/// <summary>Recorded join requests, damaged as text, in their wrapper, in the compressed or in the inner bytes.</summary>
internal sealed class JoinRequestTarget() : FuzzTarget("join-request")
{
    private readonly byte[] _text = Encoding.ASCII.GetBytes(Repository.RecordedJoinRequest("single-pc.alice"));
    private readonly byte[] _inner = Inner();

    public override int ShortInputs => 2000;

    public override void Step(SeededRandom random)
    {
        var text = random.Next(3) switch
        {
            0 => Encoding.Latin1.GetString(Mutations.Damage(_text, random)),
            1 => Wrap(Mutations.Damage(_inner, random), WrappedJoinRequest.Types.Compression.None, random),
            _ => Wrap(Mutations.Damage(Zipped, random), WrappedJoinRequest.Types.Compression.Gzip, random),
        };
        var refusal = JoinRequestQuery.Decode(text, out var join);
        Assert.True(refusal is null || (refusal.Status == 400 && join.CalculateSize() == 0));
    }

    private byte[] Zipped => field ??= Zip(_inner);

    private static string Wrap(byte[] bytes, WrappedJoinRequest.Types.Compression compression, SeededRandom random)
    {
        var wrapped = new WrappedJoinRequest { Compression = compression, JoinRequest = ByteString.CopyFrom(bytes) }.ToByteArray();
        return Convert.ToBase64String(random.Chance(0.2) ? Mutations.Damage(wrapped, random) : wrapped);
    }

    private static byte[] Inner()
    {
        JoinRequestQuery.Decode(Repository.RecordedJoinRequest("single-pc.alice"), out var join);
        return join.ToByteArray();
    }

    private static byte[] Zip(byte[] bytes)
    {
        var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return zipped.ToArray();
    }
}
