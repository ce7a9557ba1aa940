using DbPerService.Messaging;

namespace DbPerService.Tests.Unit.Consistency;

public sealed class RecentlyAppliedTests
{
    readonly RecentlyApplied _recently = new();

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_wait_ends_as_soon_as_all_its_events_are_applied()
    {
        Guid[] ids = [Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()];
        _recently.Add([ids[0]]);
        var wait = _recently.WaitAsync(ids, TimeSpan.FromMinutes(1), TimeProvider.System, Cancelled);

        _recently.Add([ids[1]]);
        Assert.False(wait.IsCompleted);
        _recently.Add([ids[2]]);

        await wait;
    }

    [Fact]
    public async Task A_wait_that_is_over_leaves_nothing_behind()
    {
        var id = Guid.NewGuid();
        await _recently.WaitAsync([id], TimeSpan.Zero, TimeProvider.System, Cancelled);
        var other = _recently.WaitAsync([id], TimeSpan.FromMinutes(1), TimeProvider.System, Cancelled);

        _recently.Add([id]);

        await other;
    }

    [Fact]
    public void Only_so_many_events_are_remembered()
    {
        var ids = Enumerable.Range(0, 50_000).Select(_ => Guid.NewGuid()).ToList();
        _recently.Add(ids);

        var unknown = ids.ToHashSet();
        _recently.RemoveFrom(unknown);

        Assert.Equal(30_000, unknown.Count);
        Assert.DoesNotContain(ids[^1], unknown);
    }
}
