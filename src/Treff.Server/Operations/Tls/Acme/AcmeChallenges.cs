using System.Collections.Concurrent;

namespace Treff.Server.Operations.Tls.Acme;

/// <summary>What the authority is going to ask for at port 80, while it checks that the name is ours (RFC 8555, section 8.3). Thread-safe.</summary>
internal sealed class AcmeChallenges
{
    private readonly ConcurrentDictionary<string, string> _answers = new(StringComparer.Ordinal);

    public void Expect(string token, string answer) => _answers[token] = answer;

    public void Forget(string token) => _answers.TryRemove(token, out _);

    /// <summary>Null for everything that was not expected.</summary>
    public string? AnswerTo(string token) => _answers.GetValueOrDefault(token);
}
