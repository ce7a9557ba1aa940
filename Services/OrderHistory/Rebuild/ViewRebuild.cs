using DbPerService.Contracts;
using DbPerService.Messaging;
using DbPerService.OrderHistory.Data;
using DbPerService.OrderHistory.Domain;

namespace DbPerService.OrderHistory.Rebuild;

/// <summary>
/// Builds a new generation of the view beside the live one: reads the topics from their beginning to where they ended at the start, while
/// events that arrive are applied to both generations. Merging is commutative, so the two sources need no order. Compares both and
/// switches.
/// </summary>
sealed partial class ViewRebuild(
    IViewStore views, IServiceScopeFactory scopes, ITopicReplay topics, IDatabaseClock clock, TimeProvider time,
    ILogger<ViewRebuild> logger)
{
    const int PageSize = 1000;
    const int MaxRereads = 3;

    static readonly TimeSpan KeepInterval = TimeSpan.FromSeconds(2);
    static readonly TimeSpan RereadPause = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan LongestOutage = TimeSpan.FromMinutes(1);
    static readonly TimeSpan MaxRetryDelay = TimeSpan.FromSeconds(2);
    static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(2);

    DateTime Now => clock.UtcNow.UtcDateTime;

    /// <returns>The new rebuild; null while another one runs, here or on another instance.</returns>
    public async Task<RebuildProgress?> TryBeginAsync(RebuildOptions options, CancellationToken cancellationToken)
    {
        var owner = Guid.NewGuid();
        while (true)
        {
            var stored = await views.LoadAsync(cancellationToken);
            if (stored.State.Begin(owner, options, Now) is not { } begun)
            {
                return null;
            }

            if (await views.TryReplaceAsync(stored, begun, cancellationToken))
            {
                return begun.Rebuild;
            }
        }
    }

    /// <summary>Runs a rebuild that has begun, and reports how it ended. The live generation is left alone unless it succeeds.</summary>
    public async Task RunAsync(RebuildProgress rebuild, CancellationToken cancellationToken)
    {
        LogBegun(logger, rebuild.Generation);
        var run = new Run(rebuild) { KeptAt = time.GetTimestamp() };
        RebuildReport report;
        try
        {
            report = await BuildAsync(run, cancellationToken);
        }
        catch (LostLeaseException)
        {
            LogLost(logger, rebuild.Generation);
            return;
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            report = run.Report(Now, RebuildOutcome.Failed, "The service stopped.");
        }
        catch (Exception exception)
        {
            report = run.Report(Now, RebuildOutcome.Failed, exception.Message);
        }

        // Also when the service stops, but not for long: an unfinished rebuild expires.
        using var limit = new CancellationTokenSource(EndTimeout, time);
        await EndAsync(run, report, limit.Token);
    }

    async Task<RebuildReport> BuildAsync(Run run, CancellationToken cancellationToken)
    {
        // After the rebuild has begun: an event that was applied to the live generation alone is before these ends.
        var extents = await topics.ExtentsAsync(cancellationToken);
        if (run.Rebuild.Options.NeedsWholeTopics
            && extents.FirstOrDefault(extent => extent.First > 0 && !IsCompacted(extent.Topic)) is { } gone)
        {
            return run.Report(
                Now, RebuildOutcome.Failed,
                $"The broker no longer has the beginning of {gone.Topic}: partition {gone.Partition} begins at {gone.First}. " +
                "With carryOver=true the rest is taken over from the live view, with force=true it is left out.");
        }

        await foreach (var batch in topics.ReadAsync(extents, cancellationToken))
        {
            await MergeAsync(run, batch.Events, cancellationToken);
            run.Messages += batch.Messages;
            run.Skipped += batch.Unreadable;
            await KeepAsync(run, cancellationToken);
        }

        var firsts = extents.ToDictionary(extent => (extent.Topic, extent.Partition), extent => extent.First);
        var lost = (await topics.ExtentsAsync(cancellationToken)).FirstOrDefault(extent =>
            !IsCompacted(extent.Topic) && extent.First > firsts.GetValueOrDefault((extent.Topic, extent.Partition)));
        if (run.Rebuild.Options.NeedsWholeTopics && lost is not null)
        {
            return run.Report(Now, RebuildOutcome.Failed, $"The broker has deleted events of {lost.Topic} while they were read.");
        }

        if (run.Rebuild.Options.CarryOver)
        {
            await CarryOverAsync(run, cancellationToken);
        }

        var comparison = await CompareAsync(run, cancellationToken);
        return run.Rebuild.Options.Force || comparison.Lacking == 0
            ? run.Report(Now, RebuildOutcome.Switched) with { Comparison = comparison }
            : run.Report(
                Now, RebuildOutcome.Kept,
                "The new generation lacks something that the live one has; with force=true it is switched to all the same.") with
            {
                Comparison = comparison,
            };
    }

    static bool IsCompacted(string topic) => SystemMap.EventTopics.Any(declared => declared.Name == topic && declared.IsCompacted);

    /// <summary>Adds events. Those that the database refuses are found by halves and left out, like dead letters.</summary>
    async Task MergeAsync(Run run, IReadOnlyList<ReplayedEvent> events, CancellationToken cancellationToken)
    {
        if (events.Count == 0
            || await TryMergeAsync(store => AddAsync(store, run.Rebuild.Generation, events, cancellationToken), cancellationToken))
        {
            return;
        }

        if (events.Count == 1)
        {
            run.Skipped++;
            return;
        }

        await MergeAsync(run, [.. events.Take(events.Count / 2)], cancellationToken);
        await MergeAsync(run, [.. events.Skip(events.Count / 2)], cancellationToken);
    }

    /// <returns>False if the database refuses them; it is waited for while it is unavailable.</returns>
    async Task<bool> TryMergeAsync(Func<IHistoryStore, Task> add, CancellationToken cancellationToken)
    {
        var backoff = new Backoff(MaxRetryDelay, time);
        var since = time.GetTimestamp();
        while (true)
        {
            await using var scope = scopes.CreateAsyncScope();
            var unit = scope.ServiceProvider.GetRequiredService<IUnitOfWork>();
            try
            {
                await add(scope.ServiceProvider.GetRequiredService<IHistoryStore>());
                await unit.CommitAsync(cancellationToken);
                return true;
            }
            catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
            {
                if (!unit.IsTransient(failure))
                {
                    return false;
                }

                if (time.GetElapsedTime(since) > LongestOutage)
                {
                    throw;
                }
            }

            await backoff.WaitAsync(cancellationToken);
        }
    }

    static async Task AddAsync(
        IHistoryStore store, long generation, IReadOnlyList<ReplayedEvent> events, CancellationToken cancellationToken)
    {
        List<HistoryEntry> entries = [.. events.Select(e => HistoryFacts.EntryOf(e.Event, e.Time)).OfType<HistoryEntry>()];
        List<Subject> subjects = [.. events.Select(e => HistoryFacts.SubjectOf(e.Event)).OfType<Subject>()];
        if (entries.Count > 0)
        {
            await store.MergeAsync(entries, generation, cancellationToken);
        }

        if (subjects.Count > 0)
        {
            await store.MergeAsync(subjects, generation, cancellationToken);
        }
    }

    /// <summary>Completes the new generation with what only the live one says.</summary>
    async Task CarryOverAsync(Run run, CancellationToken cancellationToken)
    {
        var live = (await views.LoadAsync(cancellationToken)).State.Live;
        var generation = run.Rebuild.Generation;
        await CarryOverAsync(
            run, after => views.EntryPairsAsync(live, generation, after, PageSize, cancellationToken), ViewComparison.IsWhole,
            (store, entries) => store.MergeAsync(entries, generation, cancellationToken), cancellationToken);
        await CarryOverAsync(
            run, after => views.SubjectPairsAsync(live, generation, after, PageSize, cancellationToken), ViewComparison.IsWhole,
            (store, subjects) => store.MergeAsync(subjects, generation, cancellationToken), cancellationToken);
    }

    async Task CarryOverAsync<T>(
        Run run, Func<string?, Task<PairPage<T>>> read, Func<Pair<T>, bool> isWhole, Func<IHistoryStore, IReadOnlyList<T>, Task> merge,
        CancellationToken cancellationToken)
        where T : class
    {
        string? after = null;
        do
        {
            var page = await read(after);
            List<T> lacking = [.. page.Pairs.Where(pair => !isWhole(pair)).Select(pair => pair.Live!)];
            if (lacking.Count > 0 && await TryMergeAsync(store => merge(store, lacking), cancellationToken))
            {
                run.CarriedOver += lacking.Count;
            }

            after = page.Next;
            await KeepAsync(run, cancellationToken);
        }
        while (after is not null);
    }

    async Task<ComparisonResult> CompareAsync(Run run, CancellationToken cancellationToken)
    {
        var live = (await views.LoadAsync(cancellationToken)).State.Live;
        var generation = run.Rebuild.Generation;
        var comparison = new ViewComparison();
        await CompareAsync(
            run, after => views.EntryPairsAsync(live, generation, after, PageSize, cancellationToken), ViewComparison.IsEqual,
            comparison.Add, cancellationToken);
        await CompareAsync(
            run, after => views.SubjectPairsAsync(live, generation, after, PageSize, cancellationToken), ViewComparison.IsEqual,
            comparison.Add, cancellationToken);
        return comparison.Result;
    }

    /// <summary>
    /// Compares page by page. Where the generations differ, an event may have reached only one of them so far, so they are read again.
    /// </summary>
    async Task CompareAsync<T>(
        Run run, Func<string?, Task<PairPage<T>>> read, Func<Pair<T>, bool> isEqual, Action<Pair<T>> add,
        CancellationToken cancellationToken)
        where T : class
    {
        string? after = null;
        do
        {
            var page = await read(after);
            var pairs = page.Pairs.ToDictionary(pair => pair.Key);
            for (var reread = 0; reread < MaxRereads; reread++)
            {
                var unequal = pairs.Values.Where(pair => !isEqual(pair)).ToList();
                if (unequal.Count == 0)
                {
                    break;
                }

                await Task.Delay(RereadPause, time, cancellationToken);
                var again = (await read(after)).Pairs.ToDictionary(pair => pair.Key);
                unequal.ForEach(pair => pairs[pair.Key] = again.GetValueOrDefault(pair.Key, pair));
            }

            foreach (var pair in pairs.Values)
            {
                add(pair);
            }

            after = page.Next;
            await KeepAsync(run, cancellationToken);
        }
        while (after is not null);
    }

    /// <summary>Renews the lease and reports progress, from time to time.</summary>
    async Task KeepAsync(Run run, CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(run.KeptAt) < KeepInterval)
        {
            return;
        }

        await ReplaceAsync(state => state.Continue(run.Rebuild.Owner, run.Messages, Now), cancellationToken);
        run.KeptAt = time.GetTimestamp();
    }

    async Task EndAsync(Run run, RebuildReport report, CancellationToken cancellationToken)
    {
        try
        {
            await ReplaceAsync(state => state.End(run.Rebuild.Owner, report), cancellationToken);
            LogEnded(logger, run.Rebuild.Generation, report.Outcome, report.Reason ?? "complete");
        }
        catch (LostLeaseException)
        {
            LogLost(logger, run.Rebuild.Generation);
        }
        catch (Exception exception)
        {
            LogUnreported(logger, run.Rebuild.Generation, exception.Message);
        }
    }

    async Task ReplaceAsync(Func<ViewState, ViewState?> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var stored = await views.LoadAsync(cancellationToken);
            if (await views.TryReplaceAsync(stored, change(stored.State) ?? throw new LostLeaseException(), cancellationToken))
            {
                return;
            }
        }
    }

    sealed class Run(RebuildProgress rebuild)
    {
        public RebuildProgress Rebuild => rebuild;

        public long Messages { get; set; }

        public long Skipped { get; set; }

        public long CarriedOver { get; set; }

        /// <summary>When the lease was renewed, by the monotonic clock.</summary>
        public long KeptAt { get; set; }

        public RebuildReport Report(DateTime now, RebuildOutcome outcome, string? reason = null) =>
            new(rebuild.Generation, rebuild.StartedAt, now, outcome)
            {
                Reason = reason, Messages = Messages, Skipped = Skipped, CarriedOver = CarriedOver,
            };
    }

    /// <summary>The rebuild showed no progress for so long that it counts as failed.</summary>
    sealed class LostLeaseException : Exception
    {
        public LostLeaseException() : base("The rebuild showed no progress for too long and counts as failed.") { }
    }

    [LoggerMessage(1, LogLevel.Information, "Rebuilding the view as generation {Generation}")]
    private static partial void LogBegun(ILogger logger, long generation);

    [LoggerMessage(2, LogLevel.Information, "The rebuild of the view as generation {Generation} has ended: {Outcome}, {Reason}")]
    private static partial void LogEnded(ILogger logger, long generation, RebuildOutcome outcome, string reason);

    [LoggerMessage(3, LogLevel.Warning, "The rebuild of the view as generation {Generation} showed no progress and was given up")]
    private static partial void LogLost(ILogger logger, long generation);

    [LoggerMessage(4, LogLevel.Warning, "The end of the rebuild as generation {Generation} cannot be stored; it will expire: {Reason}")]
    private static partial void LogUnreported(ILogger logger, long generation, string reason);
}
