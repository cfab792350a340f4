using Treff.Sfu.Rooms;

namespace Treff.Sfu.Tests.Rooms;

public sealed class RoomPlacementsTests
{
    private readonly WorkerLoad[] _loads = new WorkerLoad[3];
    private readonly RoomPlacements _placements;

    public RoomPlacementsTests() => _placements = new RoomPlacements(3, worker => _loads[worker]);

    [Fact]
    public void New_rooms_spread_over_idle_workers()
    {
        var workers = Enumerable.Range(0, 6).Select(i => _placements.Take($"room {i}")).ToArray();
        Assert.Equal([0, 0, 1, 1, 2, 2], workers.Order());
    }

    [Theory]
    [InlineData(0.5, 0.1, 0.8, 10, 90, 0, 1)] // busy time counts first
    [InlineData(0.51, 0.55, 0.59, 10, 5, 20, 1)] // a little more or less is noise: people count
    [InlineData(0, 0, 0, 3, 2, 1, 2)]
    public void A_room_goes_to_the_least_loaded_worker(double busy0, double busy1, double busy2, int people0, int people1, int people2, int expected)
    {
        (_loads[0], _loads[1], _loads[2]) = (new(busy0, people0), new(busy1, people1), new(busy2, people2));
        Assert.Equal(expected, _placements.Take("room"));
    }

    [Fact]
    public void A_name_stays_where_it_is_while_the_room_exists_or_somebody_asks_for_it()
    {
        var worker = _placements.Take("room");
        _placements.OnRoomStarted("room");
        _placements.Release("room");
        _loads[worker] = new WorkerLoad(1, 100);
        Assert.Equal(worker, _placements.Take("room"));
        _placements.OnRoomEnded("room");
        Assert.Equal(worker, _placements.Take("room"));
        _placements.Release("room");
        _placements.Release("room");
        Assert.Equal(0, _placements.Count);
        Assert.NotEqual(worker, _placements.Take("room"));
    }

    [Fact]
    public void A_name_that_became_no_room_leaves_nothing_behind()
    {
        for (var i = 0; i < 100; i++)
        {
            _placements.Take($"room {i}");
            _placements.Release($"room {i}");
        }

        Assert.Equal(0, _placements.Count);
        Assert.Equal(0, _placements.Take("last"));
    }
}
