using DbPerService.Databases;
using DbPerService.Testing;

namespace DbPerService.Tests.Unit.Databases;

public sealed class ServerWaitTests
{
    readonly LogCapture _log = new();

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Transient_failures_are_retried_and_each_reason_is_logged_once()
    {
        var failures = new Queue<string>(["starting", "starting", "starting", "loading", "loading"]);

        await UntilAsync(() => failures.TryDequeue(out var reason) ? new TimeoutException(reason) : null);

        Assert.Empty(failures);
        Assert.Equal(
            ["ConnectionStrings:shop: waiting for Server at host: starting", "ConnectionStrings:shop: waiting for Server at host: loading"],
            _log.Lines);
    }

    [Fact]
    public async Task A_problem_for_an_operator_ends_the_wait_and_names_the_setting()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => UntilAsync(() => new UnauthorizedAccessException("FATAL 28P01")));

        Assert.Equal("ConnectionStrings:shop: Server at host refuses the login: FATAL 28P01", failure.Message);
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task Any_other_failure_ends_the_wait_as_it_is() =>
        await Assert.ThrowsAsync<FormatException>(() => UntilAsync(() => new FormatException()));

    [Fact]
    public async Task A_limit_ends_the_wait_with_the_last_reason()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(
            () => UntilAsync(() => new TimeoutException("starting"), TimeSpan.FromMilliseconds(200)));

        Assert.Equal("ConnectionStrings:shop: Server at host did not become available within 0 s: starting", failure.Message);
    }

    [Fact]
    public async Task Cancellation_ends_the_wait()
    {
        using var stop = new CancellationTokenSource();
        var waiting = new Server().UntilAsync(
            _ => throw new TimeoutException("starting"), TimeProvider.System, _log, limit: null, stop.Token);
        await _log.WaitForAsync("starting", Cancelled);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(TimeSpan.FromSeconds(10), Cancelled));
    }

    Task UntilAsync(Func<Exception?> next, TimeSpan? limit = null) => new Server().UntilAsync(
        _ => next() is { } failure ? throw failure : Task.CompletedTask, TimeProvider.System, _log, limit, Cancelled);

    sealed class Server : IDatabaseServer
    {
        public string Setting => "shop";

        public string Name => "Server at host";

        public Task PingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public ServerProblem? Problem(Exception exception) =>
            exception is UnauthorizedAccessException ? new("refuses the login", exception.Message) : null;

        public bool IsTransient(Exception exception) => exception is TimeoutException;

        public string Reason(Exception exception) => exception.Message;
    }
}
