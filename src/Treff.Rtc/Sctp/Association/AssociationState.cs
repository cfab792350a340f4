namespace Treff.Rtc.Sctp.Association;

/// <summary>The states of RFC 9260 4, each with what only it needs.</summary>
internal abstract class AssociationState
{
    private AssociationState()
    {
    }

    /// <summary>Present from the moment that the peer's tag is known and the handshake is as good as done.</summary>
    public virtual TransmissionControlBlock? ControlBlock => null;

    public sealed class Closed : AssociationState
    {
        public static readonly Closed Instance = new();
    }

    /// <summary>INIT sent.</summary>
    public sealed class CookieWait(uint localTag, uint initialTsn, RetryTimer timer) : AssociationState
    {
        public uint LocalTag { get; } = localTag;

        public uint InitialTsn { get; } = initialTsn;

        public RetryTimer Timer { get; } = timer;
    }

    /// <summary>COOKIE ECHO sent.</summary>
    public sealed class CookieEchoed(TransmissionControlBlock block, byte[] cookie, RetryTimer timer) : AssociationState
    {
        public override TransmissionControlBlock ControlBlock { get; } = block;

        public byte[] Cookie { get; } = cookie;

        public bool IsEchoDue { get; set; } = true;

        public RetryTimer Timer { get; } = timer;
    }

    public sealed class Established(TransmissionControlBlock block) : AssociationState
    {
        public override TransmissionControlBlock ControlBlock { get; } = block;
    }

    /// <summary>Our side wants to end; what is queued goes out first.</summary>
    public sealed class ShutdownPending(TransmissionControlBlock block) : AssociationState
    {
        public override TransmissionControlBlock ControlBlock { get; } = block;
    }

    /// <summary>SHUTDOWN sent; the peer may still send what it had queued.</summary>
    public sealed class ShutdownSent(TransmissionControlBlock block, RetryTimer timer) : AssociationState
    {
        public override TransmissionControlBlock ControlBlock { get; } = block;

        public bool IsShutdownDue { get; set; } = true;

        public RetryTimer Timer { get; } = timer;
    }

    /// <summary>The peer wants to end; what is queued goes out first.</summary>
    public sealed class ShutdownReceived(TransmissionControlBlock block) : AssociationState
    {
        public override TransmissionControlBlock ControlBlock { get; } = block;
    }

    public sealed class ShutdownAckSent(TransmissionControlBlock block, RetryTimer timer) : AssociationState
    {
        public override TransmissionControlBlock ControlBlock { get; } = block;

        public bool IsAckDue { get; set; } = true;

        public RetryTimer Timer { get; } = timer;
    }
}
