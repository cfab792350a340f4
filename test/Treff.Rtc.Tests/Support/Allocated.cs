using System.Runtime;

namespace Treff.Rtc.Tests.Support;

/// <summary>
/// What code allocates on this thread, to the byte. A collection, which any other test may cause, takes the rest of the thread's current piece of the heap away, up
/// to 8 KiB, and the runtime counts that as allocated: so there is none meanwhile.
/// </summary>
internal static class Allocated
{
    /// <summary>What all threads may allocate meanwhile before a collection comes after all.</summary>
    private const long Budget = 200 * 1024 * 1024;

    /// <summary>There is one such time for the whole process.</summary>
    private static readonly Lock Turn = new();

    public static long During(Action code)
    {
        lock (Turn)
        {
            Assert.True(GC.TryStartNoGCRegion(Budget));
            try
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                code();
                return GC.GetAllocatedBytesForCurrentThread() - before;
            }
            finally
            {
                if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
                    GC.EndNoGCRegion();
            }
        }
    }
}
