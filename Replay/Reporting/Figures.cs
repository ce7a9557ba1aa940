using DbPerService.Replay.Checks;
using DbPerService.Replay.Load;
using DbPerService.Replay.Measure;
using DbPerService.Replay.Target;

namespace DbPerService.Replay.Reporting;

/// <summary>Counts and times computed from the final state of the orders.</summary>
static class Figures
{
    const int Named = 5;
    const string NoReason = "without a reason";

    public static Outcome OutcomeOf(IReadOnlyList<PlacedOrder> placed, Evidence evidence)
    {
        var refusals = placed.Select(x => x.Refusal).OfType<string>().ToList();
        return new Outcome(
            evidence.AcceptedCount,
            evidence.Orders.Count(x => x.Status == OrderSnapshot.Confirmed),
            evidence.Orders
                .Where(x => x.Status == OrderSnapshot.Cancelled)
                .CountBy(x => x.Reason ?? NoReason)
                .OrderByDescending(x => x.Value)
                .ToDictionary(),
            evidence.Orders.Count(x => x.FinishedAt is null),
            refusals.Count,
            evidence.Unanswered,
            [.. refusals.Take(Named)]);
    }

    public static Speed SpeedOf(TimeSpan placing, Evidence evidence, IReadOnlyList<TimeSpan>? lateness)
    {
        var finished = evidence.Orders.Where(x => x.FinishedAt is not null).ToList();
        var sagas = finished.Count > 0 ? finished.Max(x => x.FinishedAt!.Value) - evidence.Orders.Min(x => x.PlacedAt) : (TimeSpan?)null;
        return new Speed(
            placing.TotalSeconds,
            evidence.AcceptedCount / placing.TotalSeconds,
            sagas?.TotalSeconds,
            sagas is { TotalSeconds: > 0 } time ? finished.Count / time.TotalSeconds : null,
            lateness is null ? null : Quantiles.Of(lateness));
    }

    public static Times TimesOf(IReadOnlyList<PlacedOrder> placed, Evidence evidence) => new(
        Quantiles.Of(placed.Where(x => x.Id is not null).Select(x => x.Latency)),
        Quantiles.Of(evidence.Orders.Where(x => x.FinalAt is not null).Select(x => x.FinalAt!.Value - x.PlacedAt)),
        Quantiles.Of(evidence.Orders.Where(x => x.FinishedAt is not null).Select(x => x.FinishedAt!.Value - x.PlacedAt)));
}
