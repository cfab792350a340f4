using Treff.Rtc.Ice;
using Treff.Rtc.Tests.Support;

namespace Treff.Rtc.Tests.Ice;

public sealed class IceLiteAgentTests
{
    private static readonly Timestamp Start = Timestamp.FromMilliseconds(5000);
    private static readonly NetworkPath PathA = Path(0xC000_0205, 1000);
    private static readonly NetworkPath PathB = Path(0xC000_0205, 2000); // the same host
    private static readonly NetworkPath PathC = Path(0xC633_6409, 3000); // another address

    private readonly IceCredentials _local = IceCredentials.Create(new SeededRandom(1));
    private readonly IceLiteAgent _agent;

    public IceLiteAgentTests() => _agent = new IceLiteAgent(_local);

    [Fact]
    public void Answers_a_check_with_the_address_it_came_from()
    {
        var response = Handle(Start, Check(), PathA);
        Assert.True(StunMessage.TryParse(response, out var message));
        Assert.Equal(StunClass.SuccessResponse, message.Class);
        Assert.Equal(new StunTransactionId(7, 8), message.TransactionId);
        Assert.Equal(PathA.Remote, message.XorMappedAddress);
        Assert.True(message.HasValidIntegrity(_local.Key));
        Assert.True(message.HasValidFingerprint);
        Assert.Equal(IceState.Connected, _agent.State);
        Assert.True(_agent.IsValidated(PathA));
        Assert.False(_agent.IsValidated(PathB));
    }

    [Fact]
    public void Answers_before_it_knows_the_remote_credentials()
    {
        Assert.Null(_agent.Remote);
        Assert.NotEmpty(Handle(Start, Check(), PathA));
    }

    [Fact]
    public void A_missing_username_or_integrity_is_a_bad_request()
    {
        AssertError(StunErrorCode.BadRequest, hasIntegrity: false, Handle(Start, Check(new() { Username = null }), PathA));
        AssertError(StunErrorCode.BadRequest, hasIntegrity: false, Handle(Start, Check(new() { Key = null }), PathA));
        Assert.Equal(2, _agent.Statistics.BadRequests);
        AssertUntouched();
    }

    [Fact]
    public void A_wrong_user_or_password_is_unauthenticated()
    {
        AssertError(StunErrorCode.Unauthenticated, hasIntegrity: false, Handle(Start, Check(new() { Key = "wrong" }), PathA));
        AssertError(StunErrorCode.Unauthenticated, hasIntegrity: false, Handle(Start, Check(new() { Username = "nobody:x" }), PathA));
        AssertError(StunErrorCode.Unauthenticated, hasIntegrity: false, Handle(Start, Check(new() { Username = _local.UsernameFragment }), PathA));
        AssertError(StunErrorCode.Unauthenticated, hasIntegrity: false, Handle(Start, Check(new() { Username = _local.UsernameFragment + "x:y" }), PathA));
        Assert.Equal(4, _agent.Statistics.Unauthenticated);
        AssertUntouched();
    }

    [Fact]
    public void An_unknown_required_attribute_is_named()
    {
        var response = Handle(Start, Check(new() { Unknown = 0x7ABC }), PathA);
        AssertError(StunErrorCode.UnknownAttribute, hasIntegrity: true, response);
        Assert.Contains("000A00027ABC", Convert.ToHexString(response), StringComparison.Ordinal);
        AssertUntouched();
    }

    [Fact]
    public void Many_unknown_attributes_still_fit_the_response()
    {
        var response = Handle(Start, Check(new() { Unknown = 0x7000, UnknownCount = 40 }), PathA);
        AssertError(StunErrorCode.UnknownAttribute, hasIntegrity: true, response);
    }

    [Fact]
    public void An_unknown_optional_attribute_is_skipped() =>
        Assert.Equal(StunClass.SuccessResponse, ClassOf(Handle(Start, Check(new() { Unknown = 0xC057 }), PathA)));

    [Theory]
    [InlineData(0ul)]
    [InlineData(ulong.MaxValue)]
    public void A_peer_that_is_controlled_too_has_to_switch(ulong tieBreaker)
    {
        var response = Handle(Start, Check(new() { Controlled = tieBreaker }), PathA);
        AssertError(StunErrorCode.RoleConflict, hasIntegrity: true, response);
        Assert.Equal(1, _agent.Statistics.RoleConflicts);
        AssertUntouched();
    }

    [Fact]
    public void Responses_indications_other_methods_and_damage_are_ignored()
    {
        Assert.Empty(Handle(Start, Check(new() { Class = StunClass.SuccessResponse }), PathA));
        Assert.Empty(Handle(Start, Check(new() { Class = StunClass.ErrorResponse }), PathA));
        Assert.Empty(Handle(Start, Check(new() { Class = StunClass.Indication }), PathA));
        Assert.Empty(Handle(Start, Check(new() { Method = 3 }), PathA));
        Assert.Empty(Handle(Start, [1, 2, 3], PathA));
        var wrongFingerprint = Check();
        wrongFingerprint[^1] ^= 1;
        Assert.Empty(Handle(Start, wrongFingerprint, PathA));
        Assert.Equal(6, _agent.Statistics.Ignored);
        AssertUntouched();
    }

    [Fact]
    public void Before_a_nomination_the_last_checked_path_is_selected()
    {
        Handle(Start, Check(), PathA);
        Assert.Equal(PathA, _agent.SelectedPath);
        Handle(Start, Check(), PathC);
        Assert.Equal(PathC, _agent.SelectedPath);
    }

    [Fact]
    public void A_nomination_holds_against_other_checks_and_yields_to_another_nomination()
    {
        Handle(Start, Check(new() { Nominates = true }), PathA);
        Handle(Start, Check(), PathB);
        Handle(Start, Check(), PathC);
        Assert.Equal(PathA, _agent.SelectedPath);
        Handle(Start, Check(new() { Nominates = true }), PathC);
        Assert.Equal(PathC, _agent.SelectedPath);
        Assert.Equal(1, _agent.Statistics.PathChanges);
    }

    [Theory]
    [InlineData(2900, false)]
    [InlineData(3000, true)]
    public void A_new_port_of_the_same_host_takes_over_once_the_nominated_one_is_silent(int milliseconds, bool moves)
    {
        Handle(Start, Check(new() { Nominates = true }), PathA);
        Handle(Start.AddMilliseconds(milliseconds), Check(), PathB);
        Assert.Equal(moves ? PathB : PathA, _agent.SelectedPath);
    }

    [Theory]
    [InlineData(6900, false)]
    [InlineData(7000, true)]
    public void Another_host_has_to_wait_longer(int milliseconds, bool moves)
    {
        Handle(Start, Check(new() { Nominates = true }), PathA);
        Handle(Start.AddMilliseconds(milliseconds), Check(), PathC);
        Assert.Equal(moves ? PathC : PathA, _agent.SelectedPath);
    }

    [Fact]
    public void Old_credentials_work_until_the_first_check_with_the_new_ones()
    {
        var renewed = IceCredentials.Create(new SeededRandom(2));
        Handle(Start, Check(), PathA);
        _agent.Restart(renewed);
        Assert.Equal(renewed, _agent.Local);
        Assert.Equal(StunClass.SuccessResponse, ClassOf(Handle(Start, Check(), PathA)));
        Assert.Equal(StunClass.SuccessResponse, ClassOf(Handle(Start, Check(credentials: renewed), PathA)));
        AssertError(StunErrorCode.Unauthenticated, hasIntegrity: false, Handle(Start, Check(), PathA));
        Assert.Equal(PathA, _agent.SelectedPath);
    }

    [Fact]
    public void Remembers_sixteen_paths_and_forgets_the_one_silent_longest()
    {
        for (var i = 0; i < 17; i++)
            Handle(Start.AddMilliseconds(i), Check(), Path(0xC000_0205, (ushort)(4000 + i)));
        Assert.False(_agent.IsValidated(Path(0xC000_0205, 4000)));
        for (var i = 1; i < 17; i++)
            Assert.True(_agent.IsValidated(Path(0xC000_0205, (ushort)(4000 + i))));
    }

    [Fact]
    public void A_selected_path_that_was_forgotten_gives_way()
    {
        Handle(Start, Check(new() { Nominates = true }), PathA);
        for (var i = 0; i < 16; i++)
            Handle(Start.AddMilliseconds(1 + i), Check(), Path(0xC000_0205, (ushort)(4000 + i)));
        Handle(Start.AddMilliseconds(20), Check(), PathC);
        Assert.Equal(PathC, _agent.SelectedPath);
    }

    [Fact]
    public void Consent_ends_in_two_steps_and_one_check_brings_it_back()
    {
        Assert.Equal(Timestamp.Never, _agent.NextTimeout);
        Handle(Start, Check(), PathA);
        Assert.Equal(Start.AddMilliseconds(10_000), _agent.NextTimeout);
        _agent.HandleTimeout(Start.AddMilliseconds(9_999));
        Assert.Equal(IceState.Connected, _agent.State);
        _agent.HandleTimeout(_agent.NextTimeout);
        Assert.Equal(IceState.Disconnected, _agent.State);
        Assert.Equal(Start.AddMilliseconds(15_000), _agent.NextTimeout);
        _agent.HandleTimeout(_agent.NextTimeout);
        Assert.Equal(IceState.Failed, _agent.State);
        Assert.Equal(Timestamp.Never, _agent.NextTimeout);
        Handle(Start.AddMilliseconds(20_000), Check(), PathA);
        Assert.Equal(IceState.Connected, _agent.State);
    }

    [Fact]
    public void A_late_timer_goes_through_both_steps()
    {
        Handle(Start, Check(), PathA);
        _agent.HandleTimeout(Start.AddMilliseconds(60_000));
        Assert.Equal(IceState.Failed, _agent.State);
    }

    [Fact]
    public void Refused_requests_do_not_prolong_consent()
    {
        Handle(Start, Check(), PathA);
        Handle(Start.AddMilliseconds(5000), Check(new() { Key = "wrong" }), PathA);
        Handle(Start.AddMilliseconds(5000), Check(new() { Controlled = 1 }), PathA);
        Assert.Equal(Start.AddMilliseconds(10_000), _agent.NextTimeout);
    }

    [Fact]
    public void No_damage_throws_or_passes_for_a_check()
    {
        var check = Check(new() { Nominates = true });
        var response = new byte[IceLiteAgent.MaxResponseLength];
        foreach (var damaged in Mutations.Truncations(check).Concat(Mutations.Damaged(check, 20_000, seed: 3)))
        {
            if (!damaged.AsSpan().SequenceEqual(check))
                Assert.Equal(0, SuccessOf(_agent.HandleStun(Start, damaged, PathA, response), response));
        }

        AssertUntouched();
    }

    private static int SuccessOf(int length, byte[] response) =>
        length > 0 && ClassOf(response[..length]) == StunClass.SuccessResponse ? 1 : 0;

    [Fact]
    public void Handling_a_check_allocates_nothing()
    {
        var check = Check(new() { Nominates = true });
        var response = new byte[IceLiteAgent.MaxResponseLength];
        void Handle()
        {
            for (var i = 0; i < 1000; i++)
                _agent.HandleStun(Start, check, PathA, response);
        }

        Handle();
        Assert.Equal(0, Allocated.During(Handle));
    }

    private static NetworkPath Path(uint address, ushort port) => new(0, TransportAddress.FromIPv4(address, port));

    private static StunClass ClassOf(byte[] response)
    {
        Assert.True(StunMessage.TryParse(response, out var message));
        return message.Class;
    }

    private static void AssertError(int code, bool hasIntegrity, byte[] response)
    {
        Assert.True(StunMessage.TryParse(response, out var message));
        Assert.Equal(StunClass.ErrorResponse, message.Class);
        Assert.Equal(code, message.ErrorCode);
        Assert.Equal(new StunTransactionId(7, 8), message.TransactionId);
        Assert.Equal(hasIntegrity, message.HasIntegrity);
        Assert.True(message.HasValidFingerprint);
    }

    private void AssertUntouched()
    {
        Assert.Equal(IceState.New, _agent.State);
        Assert.Null(_agent.SelectedPath);
        Assert.False(_agent.IsValidated(PathA));
        Assert.Equal(Timestamp.Never, _agent.NextTimeout);
    }

    private byte[] Handle(Timestamp now, byte[] datagram, NetworkPath path)
    {
        var response = new byte[IceLiteAgent.MaxResponseLength];
        return response[.._agent.HandleStun(now, datagram, path, response)];
    }

    private byte[] Check(CheckForm? form = null, IceCredentials? credentials = null)
    {
        credentials ??= _local;
        form ??= new();
        var buffer = new byte[1000];
        var writer = new StunWriter(buffer, form.Class, (StunMethod)form.Method, new(7, 8));
        var username = form.Username == "" ? credentials.UsernameFragment + ":peer" : form.Username;
        if (username is not null)
            writer.Add(StunAttribute.Username, System.Text.Encoding.ASCII.GetBytes(username));
        if (form.Controlled is { } tieBreaker)
            writer.AddIceControlled(tieBreaker);
        else
            writer.AddIceControlling(1);
        if (form.Nominates)
            writer.AddUseCandidate();
        for (var i = 0; form.Unknown is { } unknown && i < form.UnknownCount; i++)
            writer.Add((ushort)(unknown + i), [1, 2]);
        writer.AddPriority(1);
        if (form.Key is not null)
            writer.AddMessageIntegrity(form.Key == "" ? credentials.Key : System.Text.Encoding.ASCII.GetBytes(form.Key));
        writer.AddFingerprint();
        return buffer[..writer.Length];
    }

    // Empty strings stand for the right value, null leaves the attribute out.
    private sealed record CheckForm
    {
        public StunClass Class { get; init; } = StunClass.Request;

        public int Method { get; init; } = 1;

        public string? Username { get; init; } = "";

        public string? Key { get; init; } = "";

        public ulong? Controlled { get; init; }

        public bool Nominates { get; init; }

        public int? Unknown { get; init; }

        public int UnknownCount { get; init; } = 1;
    }
}
