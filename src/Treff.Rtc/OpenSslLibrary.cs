using System.Reflection;
using System.Runtime.InteropServices;

namespace Treff.Rtc;

/// <summary>
/// Finds the system's OpenSSL 3. Only names that carry the version are tried: a bare <c>libssl</c> may be another major version, and
/// on macOS loading it ends the process.
/// </summary>
internal static class OpenSslLibrary
{
    /// <summary>Names for <c>LibraryImport</c> that no loader can find by itself, so that nothing but <see cref="Resolve"/> answers.</summary>
    internal const string Ssl = "treff-openssl-ssl";

    internal const string Crypto = "treff-openssl-crypto";

    private static readonly Lazy<Handles> Loaded = new(Load);

    /// <summary>Null when OpenSSL 3 was found, otherwise one sentence that says what to install.</summary>
    public static string? Problem => Loaded.Value.Problem;

    /// <summary>Before the first call into the library; throws when there is none.</summary>
    public static void Require()
    {
        if (Problem is not null)
            throw new PlatformNotSupportedException(Problem);
    }

    private sealed record Handles(nint Ssl, nint Crypto, string? Problem);

    private static Handles Load()
    {
        // libcrypto first: where it is not on the search path, libssl could not find it by itself.
        if (!TryLoadFirst(CryptoNames(), out var crypto) || !TryLoadFirst(SslNames(), out var ssl))
            return new Handles(0, 0, WhatToInstall());

        NativeLibrary.SetDllImportResolver(typeof(OpenSslLibrary).Assembly, Resolve);
        return new Handles(ssl, crypto, Problem: null);
    }

    private static nint Resolve(string libraryName, Assembly assembly, DllImportSearchPath? searchPath) => libraryName switch
    {
        Ssl => Loaded.Value.Ssl,
        Crypto => Loaded.Value.Crypto,
        _ => 0,
    };

    private static bool TryLoadFirst(IEnumerable<string> names, out nint handle)
    {
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, typeof(OpenSslLibrary).Assembly, searchPath: null, out handle))
                return true;
        }

        handle = 0;
        return false;
    }

    private static IEnumerable<string> SslNames() => Names("ssl");

    private static IEnumerable<string> CryptoNames() => Names("crypto");

    private static IEnumerable<string> Names(string library)
    {
        if (OperatingSystem.IsWindows())
        {
            var machine = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "arm64" : "x64";
            return [$"lib{library}-3-{machine}.dll", $@"C:\Program Files\OpenSSL-Win64\bin\lib{library}-3-{machine}.dll"];
        }

        if (OperatingSystem.IsMacOS())
        {
            return
            [
                $"/opt/homebrew/opt/openssl@3/lib/lib{library}.3.dylib",
                $"/usr/local/opt/openssl@3/lib/lib{library}.3.dylib",
                $"/opt/local/libexec/openssl3/lib/lib{library}.3.dylib",
            ];
        }

        return [$"lib{library}.so.3"];
    }

    private static string WhatToInstall()
    {
        if (OperatingSystem.IsWindows())
            return "OpenSSL 3 was not found: install it with 'winget install ShiningLight.OpenSSL.Light' so that libssl-3-x64.dll is on the PATH.";
        if (OperatingSystem.IsMacOS())
            return "OpenSSL 3 was not found: install it with 'brew install openssl@3'.";
        return "OpenSSL 3 was not found: install the package that holds libssl.so.3 (Debian and Ubuntu: libssl3; Fedora: openssl-libs; Alpine: openssl).";
    }
}
