using System.Text.Json;
using System.Text.Json.Serialization;
using DbPerService.Replay.Crash;
using DbPerService.Replay.Judge;
using DbPerService.Replay.Measure;

namespace DbPerService.Replay.Reporting;

/// <summary>All figures of a run; durations in seconds, memory in bytes.</summary>
internal sealed record Report
{
    public required string Run { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required Workload Load { get; init; }
    public required Outcome Orders { get; init; }
    public required Speed Speed { get; init; }
    public required Times Times { get; init; }
    public required IReadOnlyList<EdgeLag> Lag { get; init; }
    public required Machine Machine { get; init; }
    public IReadOnlyList<KillOutcome> Kills { get; init; } = [];
    public ChaosReport? Chaos { get; init; }
    public required IReadOnlyList<Verdict> Invariants { get; init; }

    public bool Holds => Invariants.All(x => x.Held);

    public void Write(string path)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, ReportJson.Default.Report));
    }
}

/// <param name="Folder">The shop's name.</param>
/// <param name="Orders">Orders in its file.</param>
/// <param name="Repeat">How many times over.</param>
/// <param name="Stock">Factor on the stock.</param>
/// <param name="Rate">Orders a second asked for; null at full speed.</param>
/// <param name="Concurrency">Requests at a time.</param>
internal sealed record Workload(string Folder, int Orders, int Repeat, decimal Stock, double? Rate, int Concurrency);

/// <param name="Placed">Accepted with 202.</param>
/// <param name="Confirmed">Of these.</param>
/// <param name="Cancelled">Of these, by reason.</param>
/// <param name="Unfinished">Whose saga did not end in time.</param>
/// <param name="Refused">Turned away with a 4xx.</param>
/// <param name="Unanswered">Given up without an answer.</param>
/// <param name="Complaints">The first refusals.</param>
internal sealed record Outcome(
    int Placed,
    int Confirmed,
    IReadOnlyDictionary<string, int> Cancelled,
    int Unfinished,
    int Refused,
    int Unanswered,
    IReadOnlyList<string> Complaints);

/// <param name="PlacingSeconds">From the first request to the last answer.</param>
/// <param name="PlacedPerSecond">Accepted orders a second over that time.</param>
/// <param name="SagasSeconds">From the first order's placedAt to the last one's finishedAt.</param>
/// <param name="SagasPerSecond">Finished sagas a second over that time.</param>
/// <param name="Lateness">How long after its moment in the schedule an order left this program; null at full speed.</param>
internal sealed record Speed(
    double PlacingSeconds, double PlacedPerSecond, double? SagasSeconds, double? SagasPerSecond, Quantiles? Lateness);

/// <param name="Post">From an order's moment in the schedule (at full speed: from sending it) to its 202, retries included.</param>
/// <param name="PlacedToFinal">From placedAt to Confirmed or Cancelled, by the order's own times.</param>
/// <param name="PlacedToFinished">From placedAt until every participant has acknowledged its last step.</param>
internal sealed record Times(Quantiles? Post, Quantiles? PlacedToFinal, Quantiles? PlacedToFinished);

internal sealed record EdgeLag(string Source, string Target, string Type, Quantiles Lag);

/// <param name="Processors">Of the machine.</param>
/// <param name="BusyShare">Part of their time that was used.</param>
/// <param name="StolenShare">Part of it that the hypervisor gave to others.</param>
/// <param name="ReplayCpuSeconds">What this program used itself.</param>
/// <param name="Processes">What the system's parts used, PostgreSQL with all its processes.</param>
internal sealed record Machine(
    int Processors, double? BusyShare, double? StolenShare, double ReplayCpuSeconds, IReadOnlyList<ProcessFigures> Processes);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(Report))]
[JsonSerializable(typeof(Verified))]
internal sealed partial class ReportJson : JsonSerializerContext;
