using DbPerService.OrderHistory.Api;
using DbPerService.OrderHistory.Data;
using DbPerService.OrderHistory.Domain;

namespace DbPerService.Tests.Unit.Services;

/// <summary>The generations of the order history.</summary>
public sealed class ViewStateTests
{
    static readonly DateTime Noon = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);
    static readonly Guid Owner = Guid.NewGuid();

    static readonly ViewState Begun = ViewState.First.Begin(Owner, new(), Noon)!;

    [Fact]
    public void One_rebuild_runs_at_a_time_until_its_lease_ends()
    {
        Assert.Null(Begun.Begin(Guid.NewGuid(), new(Force: true), Noon + ViewState.Lease - TimeSpan.FromSeconds(1)));

        var next = Begun.Begin(Guid.NewGuid(), new(), Noon + ViewState.Lease);

        Assert.Equal((1, 3, RebuildOutcome.Failed), (next!.Live, next.Rebuild!.Generation, next.Report!.Outcome));
    }

    [Fact]
    public void Progress_extends_the_lease()
    {
        var later = Begun.Continue(Owner, 100, Noon.AddSeconds(20))!;

        Assert.Same(later, later.Expire(Noon.AddSeconds(45)));
        Assert.Equal(100, later.Rebuild!.Messages);
    }

    [Fact]
    public void A_rebuild_that_has_lost_its_lease_can_neither_go_on_nor_end()
    {
        var expired = Begun.Expire(Noon.AddMinutes(1));

        Assert.Null(expired.Continue(Owner, 1, Noon.AddMinutes(1)));
        Assert.Null(expired.End(Owner, Report(RebuildOutcome.Switched)));
        Assert.Equal(1, expired.Live);
    }

    [Theory]
    [InlineData(RebuildOutcome.Switched, 2)]
    [InlineData(RebuildOutcome.Kept, 1)]
    [InlineData(RebuildOutcome.Failed, 1)]
    internal void Only_a_rebuild_that_succeeded_becomes_live(RebuildOutcome outcome, long live)
    {
        var ended = Begun.End(Owner, Report(outcome))!;

        Assert.Equal((live, null, outcome), (ended.Live, ended.Rebuild, ended.Report!.Outcome));
    }

    [Fact]
    public void Digests_do_not_depend_on_the_order_of_documents()
    {
        var entries = Enumerable.Range(1, 5).Select(n => new HistoryEntry(Guid.CreateVersion7()) { Confirmed = new(Noon.AddSeconds(n)) }).ToList();
        var (one, other, less) = (new ViewDigest(), new ViewDigest(), new ViewDigest());
        entries.ForEach(one.Add);
        entries.AsEnumerable().Reverse().ToList().ForEach(other.Add);
        entries.Skip(1).ToList().ForEach(less.Add);

        Assert.Equal(one.Result, other.Result);
        Assert.NotEqual(one.Result.Hash, less.Result.Hash);
    }

    [Fact]
    public void A_comparison_counts_what_the_new_generation_lacks_and_adds()
    {
        var (placed, confirmed) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var comparison = new ViewComparison();
        comparison.Add(new Pair<HistoryEntry>("same", new(placed), new(placed)));
        comparison.Add(new Pair<HistoryEntry>("added", new(confirmed), new(confirmed) { Confirmed = new(Noon) }));
        comparison.Add(new Pair<HistoryEntry>("missing", new(Guid.NewGuid()), null));
        comparison.Add(new Pair<Subject>(
            "older", new(SubjectKind.User, "a", "A", null, 2), new(SubjectKind.User, "a", "B", null, 1)));

        var result = comparison.Result;
        Assert.Equal((2, 1, false), (result.Lacking, result.Added, result.Agrees));
        Assert.Equal(["missing", "older"], result.LackingKeys);
    }

    [Fact]
    public void A_cursor_names_its_place()
    {
        var place = new HistoryPlace(Noon.AddTicks(1234560), Guid.CreateVersion7());

        Assert.True(HistoryCursor.TryParse(HistoryCursor.Of(place), out var read));
        Assert.Equal(place, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("_")]
    [InlineData("-1_00000000-0000-7000-8000-000000000001")]
    [InlineData("9223372036854775807_00000000-0000-7000-8000-000000000001")]
    [InlineData("1_00000000-0000-7000-8000-00000000000g")]
    [InlineData("1_00000000-0000-7000-8000-000000000001_")]
    public void A_malformed_cursor_is_refused(string text) => Assert.False(HistoryCursor.TryParse(text, out _));

    static RebuildReport Report(RebuildOutcome outcome) => new(2, Noon, Noon, outcome);
}
