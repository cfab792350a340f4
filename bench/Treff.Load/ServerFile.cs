namespace Treff.Load;

/// <summary>Where the server of this repository was built to.</summary>
internal static class ServerFile
{
    private const string Built = "src/Treff.Server/bin/Release/net10.0/Treff.Server.dll";

    public static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, Built);
            if (File.Exists(path))
                return path;
        }

        throw new LoadException("The server has not been built: run ./dev load, which does that, or name it by --server.");
    }
}
