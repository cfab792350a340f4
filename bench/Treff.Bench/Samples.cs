using System.Globalization;

namespace Treff.Bench;

/// <summary>Measurements of several rounds: on a shared machine the median says what is usual, the lowest what is possible.</summary>
internal sealed class Samples
{
    private readonly List<double> _values = [];

    public double Median => _values.Order().ElementAt(_values.Count / 2);

    public double Lowest => _values.Min();

    public void Add(double value) => _values.Add(value);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Median:F0} ({Lowest:F0})");
}
