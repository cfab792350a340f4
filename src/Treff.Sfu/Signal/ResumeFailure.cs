namespace Treff.Sfu.Signal;

/// <summary>How a resume is to fail when a client tests what it does then.</summary>
internal enum ResumeFailure
{
    None,

    /// <summary>The new socket is closed after the first messages.</summary>
    AfterMessages,

    /// <summary>The new socket is closed without a word.</summary>
    WithoutMessages,
}
