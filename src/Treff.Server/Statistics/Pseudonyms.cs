using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Treff.LiveKit;
using Treff.Server.Operations;

namespace Treff.Server.Statistics;

/// <summary>Decides what is written down of a person: who they are, or a code that says only that it is the same person as before in this meeting.</summary>
public sealed class Pseudonyms(TreffOptions options, ApiCredentials credentials)
{
    /// <summary>9 bytes as text: two people of one meeting never get the same.</summary>
    private const int CodeLength = 12;

    private readonly byte[] _key = Encoding.UTF8.GetBytes(credentials.Secret);

    public bool AreOn => options.Statistics.IsPseudonymous;

    /// <summary>Keyed, so that nobody who has the table alone can try identities.</summary>
    public string IdentityOf(string meeting, string identity)
    {
        if (!AreOn)
            return Shorten(identity, StatisticsTables.NameLength);
        var hash = HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{meeting}\n{identity}"));
        return Base64Url.EncodeToString(hash)[..CodeLength];
    }

    /// <summary>Null when there is none, or it is not written down.</summary>
    public string? NameOf(string? name) => AreOn || string.IsNullOrWhiteSpace(name) ? null : Shorten(name, 400);

    private static string Shorten(string text, int length) => text.Length <= length ? text : text[..length];
}
