using System.Diagnostics;

namespace Treff.Rtc.Ice;

/// <summary>
/// The server's side of ICE (RFC 8445 section 2.5, "lite"): it is controlled, sends no checks of its own, answers those of the peer, learns
/// the peer's addresses from them and sends where the peer nominates. The peer's checks also are its consent to receive (RFC 7675).
/// See docs/ice.md for what is assumed and left out.
/// </summary>
public sealed class IceLiteAgent
{
    /// <summary>What a caller must have room for in the response span of <see cref="HandleStun"/>.</summary>
    public const int MaxResponseLength = StunResponses.MaxLength;

    // A check that does not nominate moves the selection only when the selected path has gone silent. From the same IP address it is a NAT that
    // gave the peer a new port: Firefox sends one unnominated check every 4 to 6 s after that, Chromium one every 2.5 s that nominates. From
    // another address it may be the second interface of a peer whose check was lost twice in a row.
    private static readonly TimeSpan SilenceOfSameHost = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan SilenceOfOtherHost = TimeSpan.FromSeconds(7);

    private IceCredentials? _previous; // before a restart, until the first check with the new credentials
    private ValidatedPaths _paths;
    private NetworkPath? _selectedPath;
    private bool _isNominated;
    private Timestamp _lastCheck = Timestamp.Never;

    public IceLiteAgent(IceCredentials local)
    {
        ArgumentNullException.ThrowIfNull(local);
        Local = local;
    }

    public IceCredentials Local { get; private set; }

    /// <summary>
    /// What the peer said in SDP. Only kept for the owner: a lite agent sends no checks, and the receiver of a check validates only its own
    /// fragment (RFC 8445 section 7.3), so checks that overtake the answer are served.
    /// </summary>
    public IceCredentials? Remote { get; private set; }

    public IceState State { get; private set; }

    public IceStatistics Statistics { get; } = new();

    /// <summary>The path that the peer nominated last; before that, the one with the last valid check; null before the first.</summary>
    public NetworkPath? SelectedPath => _selectedPath;

    /// <summary>When <see cref="HandleTimeout"/> has something to do.</summary>
    public Timestamp NextTimeout => State switch
    {
        IceState.New or IceState.Failed => Timestamp.Never,
        IceState.Connected => _lastCheck + IceTimeouts.Disconnected,
        IceState.Disconnected => _lastCheck + IceTimeouts.Disconnected + IceTimeouts.Failed,
        _ => throw new UnreachableException(),
    };

    public void SetRemote(IceCredentials remote)
    {
        ArgumentNullException.ThrowIfNull(remote);
        Remote = remote;
    }

    /// <summary>
    /// ICE restart (RFC 8445 section 9): new credentials, while the old ones and the selected path stay in use until the first check with the
    /// new ones, so that media does not pause.
    /// </summary>
    public void Restart(IceCredentials local)
    {
        ArgumentNullException.ThrowIfNull(local);
        _previous = Local;
        Local = local;
    }

    /// <summary>When the peer last proved to be there.</summary>
    internal Timestamp LastCheck => _lastCheck;

    /// <summary>True when an authentic check has come on <paramref name="path"/>; only then may other protocols be listened to on it.</summary>
    public bool IsValidated(in NetworkPath path) => _paths.Contains(path);

    /// <summary>
    /// Takes one datagram that looks like STUN. Returns the length of the response to send on <paramref name="path"/>, 0 for none.
    /// <paramref name="response"/> holds at least <see cref="MaxResponseLength"/> bytes.
    /// </summary>
    public int HandleStun(Timestamp now, ReadOnlySpan<byte> datagram, in NetworkPath path, Span<byte> response)
    {
        // RFC 8489 section 6.3: what is malformed or not understood is dropped in silence. Indications are keep-alives without proof, and
        // responses cannot be to us. ICE requires FINGERPRINT (RFC 8445 section 7.1).
        if (!StunMessage.TryParse(datagram, out var request)
            || request.Class != StunClass.Request
            || request.Method != StunMethod.Binding
            || !request.HasValidFingerprint)
        {
            Statistics.Ignored++;
            return 0;
        }

        return HandleRequest(now, request, path, response);
    }

    public void HandleTimeout(Timestamp now)
    {
        while (now >= NextTimeout)
            State = State == IceState.Connected ? IceState.Disconnected : IceState.Failed;
    }

    private int HandleRequest(Timestamp now, in StunMessage request, in NetworkPath path, Span<byte> response)
    {
        if (!request.HasUsername || !request.HasIntegrity)
        {
            Statistics.BadRequests++;
            return StunResponses.WriteBadRequest(response, request);
        }

        var credentials = Authenticate(request);
        if (credentials is null)
        {
            Statistics.Unauthenticated++;
            return StunResponses.WriteUnauthenticated(response, request);
        }

        if (request.HasUnknownRequired)
        {
            Statistics.UnknownAttributes++;
            return StunResponses.WriteUnknownAttribute(response, request, credentials);
        }

        // A lite agent is always controlled (RFC 8445 section 6.1.1), so whatever the tie-breaker says the peer has to switch.
        if (request.IceControlled is not null)
        {
            Statistics.RoleConflicts++;
            return StunResponses.WriteRoleConflict(response, request, credentials);
        }

        Accept(now, request.UseCandidate, path, credentials);
        return StunResponses.WriteSuccess(response, request, path.Remote, credentials);
    }

    private IceCredentials? Authenticate(in StunMessage request)
    {
        if (StunUsername.IsFor(Local, request))
            return request.HasValidIntegrity(Local.Key) ? Local : null;
        if (_previous is not null && StunUsername.IsFor(_previous, request))
            return request.HasValidIntegrity(_previous.Key) ? _previous : null;
        return null;
    }

    private void Accept(Timestamp now, bool nominates, in NetworkPath path, IceCredentials credentials)
    {
        if (ReferenceEquals(credentials, Local))
            _previous = null;
        if (nominates || MayReplaceSelection(now, path))
            Select(path, nominates);
        _paths.Note(now, path);
        _lastCheck = now;
        State = IceState.Connected;
        Statistics.ValidChecks++;
    }

    private bool MayReplaceSelection(Timestamp now, in NetworkPath path)
    {
        if (_selectedPath is not { } selected || !_isNominated)
            return true;
        var silence = path.Remote.Ip == selected.Remote.Ip ? SilenceOfSameHost : SilenceOfOtherHost;
        return _paths.LastCheck(selected) is not { } last || now - last >= silence;
    }

    private void Select(in NetworkPath path, bool nominates)
    {
        if (_selectedPath == path)
        {
            _isNominated |= nominates;
            return;
        }

        if (_selectedPath is not null)
            Statistics.PathChanges++;
        _selectedPath = path;
        _isNominated = nominates;
    }
}
