using System.Text.Json;
using System.Text.Json.Serialization;
using DbPerService.Replay.Crash;
using DbPerService.Replay.Checks;
using DbPerService.Replay.Measure;

namespace DbPerService.Replay.Reporting;

/// <summary>All figures of a run; durations in seconds, memory in bytes.</summary>
sealed record ReplayReport
{
    public required string Run { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required WorkloadFigures Load { get; init; }
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

        File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, ReportJson.Default.ReplayReport));
    }
}

/// <param name="Folder">The shop's name.</param>
/// <param name="Orders">Number of orders in its file.</param>
/// <param name="Repeat">How often they were placed.</param>
/// <param name="Stock">Factor of the stock.</param>
/// <param name="Rate">Requested orders per second; null at full speed.</param>
/// <param name="Concurrency">Concurrent requests.</param>
sealed record WorkloadFigures(string Folder, int Orders, int Repeat, decimal Stock, double? Rate, int Concurrency);

/// <param name="Placed">Orders accepted with 202.</param>
/// <param name="Confirmed">Of these, the confirmed ones.</param>
/// <param name="Cancelled">Of these, the cancelled ones by reason.</param>
/// <param name="Unfinished">Of these, those whose saga was not finished in time.</param>
/// <param name="Refused">Requests refused with a 4xx.</param>
/// <param name="Unanswered">Requests that never got a response.</param>
/// <param name="Complaints">The first refusals.</param>
sealed record Outcome(
    int Placed,
    int Confirmed,
    IReadOnlyDictionary<string, int> Cancelled,
    int Unfinished,
    int Refused,
    int Unanswered,
    IReadOnlyList<string> Complaints);

/// <param name="PlacingSeconds">From the first request to the last response.</param>
/// <param name="PlacedPerSecond">Accepted orders per second during that time.</param>
/// <param name="SagasSeconds">From the first order's placedAt to the last one's finishedAt.</param>
/// <param name="SagasPerSecond">Finished sagas per second during that time.</param>
/// <param name="Lateness">How long after its scheduled time an order was sent; null at full speed.</param>
sealed record Speed(
    double PlacingSeconds, double PlacedPerSecond, double? SagasSeconds, double? SagasPerSecond, Quantiles? Lateness);

/// <param name="Post">From an order's scheduled time (at full speed: from sending it) to its 202, retries included.</param>
/// <param name="PlacedToFinal">From placedAt to Confirmed or Cancelled, by the order's own times.</param>
/// <param name="PlacedToFinished">From placedAt until every participant has acknowledged its last step.</param>
sealed record Times(Quantiles? Post, Quantiles? PlacedToFinal, Quantiles? PlacedToFinished);

sealed record EdgeLag(string Source, string Target, string Type, Quantiles Lag);

/// <param name="Processors">The machine's processors.</param>
/// <param name="BusyShare">The share of CPU time that was used.</param>
/// <param name="StolenShare">The share that the hypervisor gave to other machines.</param>
/// <param name="ReplayCpuSeconds">CPU time of this program.</param>
/// <param name="Processes">CPU time and memory of the system's parts, PostgreSQL with all its processes.</param>
sealed record Machine(
    int Processors, double? BusyShare, double? StolenShare, double ReplayCpuSeconds, IReadOnlyList<ProcessFigures> Processes);

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, WriteIndented = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(ReplayReport))]
[JsonSerializable(typeof(Verified))]
sealed partial class ReportJson : JsonSerializerContext;
