using DbPerService.Databases;

namespace DbPerService.Tests.Unit.Messaging;

public sealed class PeriodicWorkTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_failure_is_reported_once_until_a_run_succeeds()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var runs = new Queue<string?>(["down", "refused", "down", "refused", null, "down"]);
        var reports = new List<string>();

        await new PeriodicWork(TimeSpan.FromMilliseconds(1), TimeProvider.System).RunAsync(
            _ =>
            {
                if (runs.Count == 0)
                {
                    stop.Cancel();
                    return Task.CompletedTask;
                }

                return runs.Dequeue() is { } failure ? throw new IOException(failure) : Task.CompletedTask;
            },
            failure => reports.Add(failure.Message), stop.Token);

        Assert.Equal(["down", "refused", "down"], reports);
    }

    [Fact]
    public async Task A_run_that_the_stop_makes_fail_is_not_reported()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var reports = new List<Exception>();

        await new PeriodicWork(TimeSpan.FromHours(1), TimeProvider.System).RunAsync(
            async _ =>
            {
                await stop.CancelAsync();
                throw new IOException("The connection is closed.");
            },
            reports.Add, stop.Token);

        Assert.Empty(reports);
    }

    [Fact]
    public async Task A_failed_run_is_repeated_after_the_retry_interval()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var runs = 0;

        await new PeriodicWork(TimeSpan.FromHours(1), TimeProvider.System) { RetryInterval = TimeSpan.FromMilliseconds(1) }.RunAsync(
            _ =>
            {
                if (++runs == 3)
                {
                    stop.Cancel();
                }

                throw new IOException("down");
            },
            _ => { }, stop.Token);

        Assert.Equal(3, runs);
    }
}
