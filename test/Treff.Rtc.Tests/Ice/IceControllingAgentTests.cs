using Treff.Rtc.Ice;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Ice;

public sealed class IceControllingAgentTests
{
    private static readonly Timestamp Start = Timestamp.FromMilliseconds(1000);
    private static readonly NetworkPath Path = new(0, TransportAddress.FromIPv4(0xC000_0201, 7882));

    private readonly IceCredentials _local = IceCredentials.Create(new SeededRandom(1));
    private readonly IceCredentials _remote = IceCredentials.Create(new SeededRandom(2));
    private readonly IceControllingAgent _agent;

    public IceControllingAgentTests() => _agent = new(_local, _remote, Path, new SeededRandom(3));

    [Fact]
    public void Repeats_an_unanswered_check_at_growing_intervals()
    {
        var sent = new List<long>();
        while (sent.Count < 7)
        {
            var now = Timestamp.Min(Start.AddMilliseconds(60_000), _agent.NextTimeout);
            if (now < Start)
                now = Start;
            Assert.NotEmpty(NextCheck(now));
            sent.Add((now - Start).Ticks / TimeSpan.TicksPerMillisecond);
        }

        Assert.Equal([0, 50, 150, 350, 750, 1250, 1750], sent);
    }

    [Fact]
    public void Nominates_only_after_the_path_has_answered()
    {
        var first = NextCheck(Start);
        Assert.False(Parse(first).UseCandidate);
        Answer(first, Path);
        var second = NextCheck(Start);
        Assert.True(Parse(second).UseCandidate);
        Assert.Equal(IceState.New, _agent.State);
        Answer(second, Path);
        Assert.Equal(IceState.Connected, _agent.State);
        Assert.Equal(Start.AddMilliseconds(2500), _agent.NextTimeout);
    }

    [Fact]
    public void Ignores_an_answer_from_elsewhere_or_with_a_wrong_password()
    {
        var check = NextCheck(Start);
        Answer(check, Path with { LocalSocket = 5 });
        Answer(check, Path, IceCredentials.Create(new SeededRandom(9)));
        Assert.False(Parse(NextCheck(_agent.NextTimeout)).UseCandidate);
        Answer(check, Path);
        Assert.True(Parse(NextCheck(_agent.NextTimeout)).UseCandidate);
    }

    [Fact]
    public void Remembers_the_code_of_a_refusal()
    {
        var response = new byte[IceControllingAgent.MaxResponseLength];
        var check = NextCheck(Start);
        var length = StunResponses.WriteUnauthenticated(response, Parse(check));
        _agent.HandleStun(Start, response.AsSpan(0, length), Path, new byte[IceControllingAgent.MaxResponseLength]);
        Assert.Equal(401, _agent.LastErrorCode);
    }

    [Fact]
    public void Answers_the_checks_of_a_full_agent()
    {
        var buffer = new byte[IceControllingAgent.MaxRequestLength];
        var writer = new StunWriter(buffer, StunClass.Request, StunMethod.Binding, new(1, 1));
        writer.AddUsername(_local.UsernameFragmentBytes, _remote.UsernameFragmentBytes);
        writer.AddIceControlled(1);
        writer.AddPriority(1);
        writer.AddMessageIntegrity(_local.Key);
        writer.AddFingerprint();
        var response = new byte[IceControllingAgent.MaxResponseLength];
        var length = _agent.HandleStun(Start, buffer.AsSpan(0, writer.Length), Path, response);
        var message = Parse(response[..length]);
        Assert.Equal(StunClass.SuccessResponse, message.Class);
        Assert.Equal(Path.Remote, message.XorMappedAddress);
        Assert.True(message.HasValidIntegrity(_local.Key));
    }

    [Fact]
    public void The_longest_fragments_fit_a_check()
    {
        var local = new IceCredentials(new string('a', 256), new string('b', 256));
        var remote = new IceCredentials(new string('c', 256), new string('d', 256));
        var agent = new IceControllingAgent(local, remote, Path, new SeededRandom(3));
        var request = new byte[IceControllingAgent.MaxRequestLength];
        var check = request[..agent.HandleTimeout(Start, request)];
        var server = new IceLiteAgent(remote);
        Assert.NotEqual(0, server.HandleStun(Start, check, Path, new byte[IceLiteAgent.MaxResponseLength]));
        Assert.Equal(IceState.Connected, server.State);
    }

    private static StunMessage Parse(byte[] datagram)
    {
        Assert.True(StunMessage.TryParse(datagram, out var message));
        return message;
    }

    private byte[] NextCheck(Timestamp now)
    {
        var request = new byte[IceControllingAgent.MaxRequestLength];
        return request[.._agent.HandleTimeout(now, request)];
    }

    private void Answer(byte[] check, NetworkPath path, IceCredentials? credentials = null)
    {
        var response = new byte[IceControllingAgent.MaxResponseLength];
        var length = StunResponses.WriteSuccess(response, Parse(check), TransportAddress.FromIPv4(1, 1), credentials ?? _remote);
        Assert.Equal(0, _agent.HandleStun(Start, response.AsSpan(0, length), path, new byte[IceControllingAgent.MaxResponseLength]));
    }
}
