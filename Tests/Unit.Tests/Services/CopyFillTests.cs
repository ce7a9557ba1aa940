using DbPerService.Orders.Owners;
using DbPerService.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbPerService.Tests.Unit.Services;

public sealed class CopyFillTests : IAsyncDisposable
{
    readonly CancellationTokenSource _stop = new();
    readonly List<string?> _read = [];
    Task _running = Task.CompletedTask;
    volatile bool _isAway;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    [Fact]
    public async Task An_empty_copy_is_filled_at_start_page_by_page()
    {
        var fill = Start(isEmpty: true);

        await FinishedAsync(fill);

        Assert.Equal([null, "b", "d"], _read);
        Assert.Equal((5, null), (fill.Status.Read, fill.Status.Failure));
    }

    [Fact]
    public async Task A_copy_with_entries_is_filled_on_demand_only()
    {
        var fill = Start(isEmpty: false);
        Assert.Equal((false, null), (fill.Status.IsRunning, fill.Status.FinishedAt));

        Assert.True(fill.Request().IsRunning);

        await FinishedAsync(fill);
        Assert.Equal(5, fill.Status.Read);
    }

    [Fact]
    public async Task A_fill_waits_for_an_owner_that_is_unavailable_and_continues_where_it_was()
    {
        _isAway = true;
        var fill = Start(isEmpty: true);
        await Eventually.IsTrue(() => Task.FromResult(fill.Status is { IsRunning: true, Failure: "unavailable" }), Cancelled);

        _isAway = false;

        await FinishedAsync(fill);
        Assert.Equal([null, "b", "d"], _read);
    }

    CopyFill Start(bool isEmpty)
    {
        var fill = new CopyFill("users", PageAsync, _ => Task.FromResult(isEmpty), new Hurried(), NullLogger.Instance);
        _running = fill.RunAsync(_stop.Token);
        return fill;
    }

    Task<(int Count, string? Next)> PageAsync(string? after, CancellationToken cancellationToken)
    {
        if (_isAway)
        {
            throw new HttpRequestException("unavailable");
        }

        _read.Add(after);
        return Task.FromResult<(int, string?)>(after switch
        {
            null => (2, "b"),
            "b" => (2, "d"),
            _ => (1, null),
        });
    }

    static Task FinishedAsync(CopyFill fill) =>
        Eventually.IsTrue(() => Task.FromResult(fill.Status is { IsRunning: false, FinishedAt: not null }), Cancelled);

    /// <summary>A clock on which every wait is short.</summary>
    sealed class Hurried : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, TimeSpan.FromMilliseconds(1), period);
    }
}
