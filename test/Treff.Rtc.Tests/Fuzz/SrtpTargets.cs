using Treff.Fuzz;
using Treff.Rtc.Srtp;
using Treff.Rtc.Tests.Srtp;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Fuzz;

/// <summary>Damaged packets between good ones: none of them passes, and every good one still does, once.</summary>
internal sealed class SrtpTarget(bool isRtcp) : FuzzTarget(isRtcp ? "srtcp" : "srtp")
{
    private SrtpPair _pair = null!;
    private long _index;

    public override void Begin(SeededRandom random)
    {
        _pair = new SrtpPair(random.Chance(0.5) ? SrtpProfile.AeadAes128Gcm : SrtpProfile.AesCm128HmacSha1Tag80);
        // Below the first roll-over, as a sender begins; the life may go over it.
        _index = random.Next(65_000);
    }

    public override void Step(SeededRandom random)
    {
        var good = isRtcp ? _pair.ProtectRtcp(12 + (4 * random.Next(20))) : _pair.Protect(++_index, random.Next(200));
        var bad = Mutations.Damage(good, random);
        // What was put behind a packet or taken and given back may leave it as it was.
        if (!bad.AsSpan().SequenceEqual(good))
            Assert.NotEqual(SrtpFailure.None, Receive(bad));
        if (random.Chance(0.2))
            return;
        Assert.Equal(SrtpFailure.None, Receive([.. good]));
        Assert.NotEqual(SrtpFailure.None, Receive(good));
    }

    public override void End() => _pair.Dispose();

    private SrtpFailure Receive(byte[] packet) => isRtcp ? _pair.ReceiveRtcp(packet) : _pair.Receive(packet);
}
