using DbPerService.Replay.Target;
using Xunit;

namespace DbPerService.Unit.Replay;

public sealed class OrderIdsTests
{
    [Fact]
    public void Every_id_of_a_millisecond_lies_between_its_lowest_and_the_next_ones()
    {
        var moment = new DateTimeOffset(2026, 11, 20, 18, 30, 0, 123, TimeSpan.Zero);

        Assert.All(Enumerable.Range(0, 100).Select(_ => Guid.CreateVersion7(moment)), id =>
        {
            Assert.True(id > OrderIds.LowestAt(moment));
            Assert.True(id < OrderIds.LowestAt(moment.AddMilliseconds(1)));
        });
    }

    [Fact]
    public void The_lowest_id_is_a_version_7_UUID() => Assert.Equal(7, OrderIds.LowestAt(DateTimeOffset.UnixEpoch).Version);
}
