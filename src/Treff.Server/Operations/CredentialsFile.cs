using System.Security.Cryptography;
using Treff.LiveKit;

namespace Treff.Server.Operations;

/// <summary>
/// The generated API key and secret of the embedded media server, one line <c>key: secret</c> as in LiveKit's own key files, readable by the
/// owner only. While keys are being replaced, a second line holds the pair before.
/// </summary>
public static class CredentialsFile
{
    public const string FileName = "livekit-keys.yaml";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Reads the file, or writes it at the first start. A file that cannot be read is an <see cref="InvalidDataException"/>.</summary>
    public static ApiCredentials ReadOrCreate(string dataDirectory)
    {
        var path = Path.Combine(dataDirectory, FileName);
        if (!File.Exists(path))
            Create(path);
        else if (!OperatingSystem.IsWindows() && File.GetUnixFileMode(path) != OwnerOnly)
            File.SetUnixFileMode(path, OwnerOnly);
        return Read(path);
    }

    private static void Create(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OwnerOnly;
        using var writer = new StreamWriter(path, options);
        writer.WriteLine($"API{RandomNumberGenerator.GetString(Sid.Alphabet, 12)}: {RandomNumberGenerator.GetString(Sid.Alphabet, 43)}");
    }

    private static ApiCredentials Read(string path)
    {
        var pairs = File.ReadLines(path).Where(line => !string.IsNullOrWhiteSpace(line)).Take(3).Select(ReadPair).ToArray();
        return pairs switch
        {
            [{ } current] => current,
            [{ } current, { } previous] => current with { Previous = previous },
            _ => throw new InvalidDataException($"{path} must hold one line “key: secret”, or two while keys are replaced. Delete it to have a new one written."),
        };
    }

    private static ApiCredentials? ReadPair(string line)
    {
        var parts = line.Split(':', 2, StringSplitOptions.TrimEntries);
        return parts is [{ Length: > 0 } key, { Length: > 0 } secret] ? new ApiCredentials(key, secret) : null;
    }
}
