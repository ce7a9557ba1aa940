using DbPerService.Replay.Load;
using DbPerService.Replay.Target;
using Xunit;

namespace DbPerService.Unit.Replay;

public sealed class WindowTests
{
    static readonly Guid[] Ids =
        [.. Enumerable.Range(1, 10).Select(i => OrderIds.LowestAt(DateTimeOffset.UnixEpoch.AddMilliseconds(i)))];

    readonly Window _window = new(limit: 4);

    [Fact]
    public void All_orders_before_the_oldest_unfinished_one_are_finished()
    {
        Accept(0, 1, 2, 3);

        Assert.True(See(more: true, 2));

        Assert.Equal([Ids[2], Ids[3]], _window.Ids);
    }

    [Fact]
    public void A_full_list_finds_orders_finished_behind_a_slow_one()
    {
        Accept(0, 1, 2, 3);

        Assert.True(See(more: false, 0, 3));

        Assert.Equal([Ids[0], Ids[3]], _window.Ids);
    }

    [Fact]
    public void Orders_accepted_after_the_request_stay_in_the_window()
    {
        Accept(0);
        var mark = _window.Accepted;
        Accept(1);

        _window.Saw(mark, [], more: false);

        Assert.Equal([Ids[1]], _window.Ids);
    }

    [Fact]
    public void A_request_that_finds_nothing_new_reports_it()
    {
        Accept(0, 1);

        Assert.False(See(more: true, 0));
    }

    [Fact]
    public async Task A_full_window_admits_no_order_until_one_is_finished()
    {
        Accept(0, 1, 2, 3);
        var waiting = _window.EnterAsync(TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);

        See(more: true, 1);

        await waiting.AsTask().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_refused_order_frees_its_place()
    {
        Accept(0, 1, 2);
        _window.Enter();
        var waiting = _window.EnterAsync(TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);

        _window.Leave(null);

        await waiting.AsTask().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
    }

    void Accept(params int[] orders)
    {
        foreach (var order in orders)
        {
            _window.Enter();
            _window.Leave(Ids[order]);
        }
    }

    bool See(bool more, params int[] orders) =>
        _window.Saw(_window.Accepted, [.. orders.Select(x => new OrderHead(Ids[x]))], more);
}
