using System.Text.Json.Serialization;

namespace DbPerService.OrderHistory.Domain;

/// <summary>
/// Which generation of the view is read, and which one is being built beside it. The numbers of generations only grow, so that what a
/// rebuild that was given up left behind never mixes with a later one.
/// </summary>
/// <param name="Live">The generation that is read.</param>
/// <param name="Last">The newest generation that was ever begun.</param>
sealed record ViewState(long Live, long Last)
{
    /// <summary>How long a rebuild that shows no progress keeps others from beginning.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(30);

    public static readonly ViewState First = new(1, 1);

    /// <summary>The rebuild that is running; events are applied to its generation too.</summary>
    public RebuildProgress? Rebuild { get; init; }

    /// <summary>The last rebuild that has ended.</summary>
    public RebuildReport? Report { get; init; }

    /// <returns>The state with a new rebuild; null while another one runs.</returns>
    public ViewState? Begin(Guid owner, RebuildOptions options, DateTime now)
    {
        var current = Expire(now);
        return current.Rebuild is not null
            ? null
            : current with { Last = Last + 1, Rebuild = new(Last + 1, owner, options, now, now + Lease, 0) };
    }

    /// <returns>The state with the rebuild's progress and another term of its lease; null if it has lost the lease.</returns>
    public ViewState? Continue(Guid owner, long messages, DateTime now) => Rebuild?.Owner == owner
        ? this with { Rebuild = Rebuild with { LeaseUntil = now + Lease, Messages = messages } }
        : null;

    /// <summary>Ends the rebuild; its generation becomes the live one if the report says so.</summary>
    /// <returns>Null if the rebuild has lost the lease.</returns>
    public ViewState? End(Guid owner, RebuildReport report) => Rebuild?.Owner == owner
        ? this with { Live = report.Outcome == RebuildOutcome.Switched ? report.Generation : Live, Rebuild = null, Report = report }
        : null;

    /// <summary>Ends a rebuild whose instance no longer shows progress; the same object if there is none.</summary>
    public ViewState Expire(DateTime now) => Rebuild is { } rebuild && rebuild.LeaseUntil <= now
        ? this with
        {
            Rebuild = null,
            Report = new(rebuild.Generation, rebuild.StartedAt, now, RebuildOutcome.Failed)
            {
                Reason = "The instance that rebuilt the view stopped.",
                Messages = rebuild.Messages,
            },
        }
        : this;
}

/// <param name="Force">Whether to switch even if the new generation lacks something.</param>
/// <param name="CarryOver">Whether to take over from the live generation what the topics no longer hold.</param>
sealed record RebuildOptions(bool Force = false, bool CarryOver = false)
{
    /// <summary>Whether topics must hold everything from their beginning.</summary>
    [JsonIgnore]
    public bool NeedsWholeTopics => !Force && !CarryOver;
}

/// <param name="Generation">The generation that is built.</param>
/// <param name="Owner">The run.</param>
/// <param name="Options">How it was asked for.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="LeaseUntil">When it counts as failed, unless it shows progress before.</param>
/// <param name="Messages">How many messages it has read.</param>
sealed record RebuildProgress(long Generation, Guid Owner, RebuildOptions Options, DateTime StartedAt, DateTime LeaseUntil, long Messages);

enum RebuildOutcome
{
    /// <summary>The new generation is live.</summary>
    Switched,

    /// <summary>The new generation lacked something that the live one has, and was discarded.</summary>
    Kept,

    /// <summary>The rebuild did not come to an end, and its generation was discarded.</summary>
    Failed,
}

sealed record RebuildReport(long Generation, DateTime StartedAt, DateTime FinishedAt, RebuildOutcome Outcome)
{
    public string? Reason { get; init; }

    /// <summary>How many messages it has read.</summary>
    public long Messages { get; init; }

    /// <summary>How many messages no event could be read from, or the database refused.</summary>
    public long Skipped { get; init; }

    /// <summary>How many documents were taken over, in part or in whole, from the live generation.</summary>
    public long CarriedOver { get; init; }

    /// <summary>How the two generations compare; null if it did not come to that.</summary>
    public ComparisonResult? Comparison { get; init; }
}
