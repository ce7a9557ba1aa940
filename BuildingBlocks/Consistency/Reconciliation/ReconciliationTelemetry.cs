using System.Diagnostics.Metrics;

namespace DbPerService.Consistency;

/// <summary>The instruments of reconciliation.</summary>
public static class ReconciliationTelemetry
{
    /// <summary>Name of the meter.</summary>
    public const string Name = "DbPerService.Consistency";

    static readonly Meter Meter = new(Name);

    static readonly Counter<long> Runs = Meter.CreateCounter<long>(
        "dbperservice.reconciliation.runs", "{run}", "Comparisons of a copy with its owner, by outcome.");

    static readonly Counter<long> Differences = Meter.CreateCounter<long>(
        "dbperservice.reconciliation.differences", "{entry}", "Entries of a copy that differed from the owner's twice in a row, by kind.");

    static readonly Counter<long> Repairs = Meter.CreateCounter<long>(
        "dbperservice.reconciliation.repairs", "{entry}", "Entries of a copy that were set to the owner's state, and holds that were released.");

    internal static void Ran(string copy, ReconciliationRun run)
    {
        Runs.Add(1, new("copy", copy), new("outcome", "compared"));
        foreach (var (kind, count) in run.Found)
        {
            Differences.Add(count, new("copy", copy), new("kind", kind));
        }

        Repaired(copy, run.Repaired);
    }

    internal static void Failed(string copy) => Runs.Add(1, new("copy", copy), new("outcome", "failed"));

    /// <summary>Counts repairs of something that other services decide about, such as a hold without an order.</summary>
    /// <param name="what">What was repaired.</param>
    /// <param name="count">How many.</param>
    public static void Repaired(string what, int count)
    {
        if (count > 0)
        {
            Repairs.Add(count, [new("copy", what)]);
        }
    }
}
