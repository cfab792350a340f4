using System.Text.Json;

namespace Treff.Server.Tests.Support;

/// <summary>Questions about what is told over a network, and is true a moment later.</summary>
internal static class Until
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>Nothing takes so long, but a machine can be busy.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Asks again until it is so.</summary>
    public static Task TrueAsync(Func<Task<bool>> question, TimeSpan? patience = null) => AsExpectedAsync(question, static isSo => isSo, patience);

    public static Task TrueAsync(Func<bool> question, TimeSpan? patience = null) => TrueAsync(() => Task.FromResult(question()), patience);

    /// <summary>Asks again until the answer is the expected one.</summary>
    public static async Task<T> AsExpectedAsync<T>(Func<Task<T>> question, Func<T, bool> expected, TimeSpan? patience = null)
    {
        var deadline = DateTimeOffset.UtcNow + (patience ?? Patience);
        while (true)
        {
            var answer = await question();
            if (expected(answer))
                return answer;
            Assert.True(DateTimeOffset.UtcNow < deadline, $"still {JsonSerializer.Serialize(answer)}");
            await Task.Delay(Pause);
        }
    }
}
