using System.Globalization;

namespace Treff.Load;

/// <summary>Takes words out of the list until none is left.</summary>
internal sealed class Words(IReadOnlyList<string> words)
{
    private readonly List<string> _left = [.. words];

    public bool Flag(string name) => _left.Remove(name);

    public string? Text(string name)
    {
        var index = _left.IndexOf(name);
        if (index < 0)
            return null;
        if (index + 1 == _left.Count)
            throw new LoadException($"{name} needs a value.");
        var value = _left[index + 1];
        _left.RemoveRange(index, 2);
        return value;
    }

    public int? Number(string name, int least, int most)
    {
        if (Text(name) is not { } text)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new LoadException($"{name} is “{text}” but must be a whole number from {least} to {most}.");
    }

    public void RefuseOthers()
    {
        if (_left.Count > 0)
            throw new LoadException($"Unknown: {string.Join(' ', _left)}. ./dev load --help lists what there is.");
    }
}
