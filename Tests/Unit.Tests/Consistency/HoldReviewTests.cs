using DbPerService.Consistency;
using DbPerService.Databases;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace DbPerService.Tests.Unit.Consistency;

public sealed class HoldReviewTests
{
    readonly Holds _holds = new();

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_hold_whose_order_is_unknown_or_cancelled_is_released()
    {
        var (unknown, cancelled, needed) = (_holds.Add(), _holds.Add(), _holds.Add());

        var run = await RunAsync(new HeldItem(cancelled, IsOver: true), new HeldItem(needed, IsOver: false));

        Assert.Equal([needed], _holds.Open);
        Assert.Equal(new Dictionary<string, int> { ["unknown"] = 1, ["cancelled"] = 1 }, run.Found);
        Assert.Equal((3L, 2), (run.Compared, run.Repaired));
        Assert.DoesNotContain(unknown, _holds.Open);
    }

    [Fact]
    public async Task All_pages_are_asked_for()
    {
        for (var i = 0; i < HoldReview.BatchSize * 2; i++)
        {
            _holds.Add();
        }

        Assert.Equal(HoldReview.BatchSize * 2, (await RunAsync()).Repaired);
        Assert.Empty(_holds.Open);
    }

    [Fact]
    public async Task Without_an_answer_nothing_is_released()
    {
        _holds.Add();

        await Assert.ThrowsAsync<HttpRequestException>(() => RunAsync((_, _) => throw new HttpRequestException("unavailable")));
        await Assert.ThrowsAsync<InvalidDataException>(() => RunAsync((_, _) => Task.FromResult(new HoldAnswer(0, []))));

        Assert.Single(_holds.Open);
    }

    [Fact]
    public async Task Only_holds_older_than_the_limit_are_asked_for()
    {
        var before = TimeProvider.System.GetUtcNow().UtcDateTime;

        await RunAsync();

        Assert.InRange(_holds.Before, before.AddMinutes(-20), before.AddMinutes(-19));
    }

    Task<ReconciliationRun> RunAsync(params HeldItem[] known) => RunAsync(
        (ids, _) => Task.FromResult(new HoldAnswer(ids.Count, [.. known.Where(item => ids.Contains(item.Id))])));

    async Task<ReconciliationRun> RunAsync(Func<IReadOnlyList<Guid>, CancellationToken, Task<HoldAnswer>> ask)
    {
        await using var services = new ServiceCollection().BuildServiceProvider();
        var review = new HoldReview(
            services.GetRequiredService<IServiceScopeFactory>(), new Clock(), new ReconciliationOptions(), TimeProvider.System,
            NullLogger<HoldReview>.Instance);
        return await review.RunAsync(_ => _holds, ask, Cancelled);
    }

    sealed class Clock : IDatabaseClock
    {
        public DateTimeOffset UtcNow => TimeProvider.System.GetUtcNow();
    }

    sealed class Holds : IHolds
    {
        readonly SortedSet<Guid> _open = [];

        public IReadOnlyCollection<Guid> Open => _open;

        public DateTime Before { get; private set; }

        public Guid Add()
        {
            var id = Guid.NewGuid();
            _open.Add(id);
            return id;
        }

        public Task<IReadOnlyList<Guid>> ListAsync(DateTime before, Guid after, int limit, CancellationToken cancellationToken)
        {
            Before = before;
            return Task.FromResult<IReadOnlyList<Guid>>([.. _open.Where(id => id.CompareTo(after) > 0).Take(limit)]);
        }

        public Task<bool> ReleaseAsync(Guid id, CancellationToken cancellationToken) => Task.FromResult(_open.Remove(id));
    }
}
