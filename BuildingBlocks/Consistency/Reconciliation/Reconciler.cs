namespace DbPerService.Consistency;

/// <summary>Compares a copy with its owner by digests, and repairs what differs twice in a row.</summary>
sealed class Reconciler(ReconciliationOptions options, TimeProvider time)
{
    const int AlwaysRemoved = 10;

    /// <exception cref="Exception">The owner or the database is unavailable; what was repaired until then stays.</exception>
    public async Task<ReconciliationRun> RunAsync(ICopy copy, ICopyOwner owner, CancellationToken cancellationToken)
    {
        var startedAt = time.GetUtcNow();
        string[] fields = [.. copy.Fields.Order(StringComparer.Ordinal)];
        var (ranges, compared, kept) = await FindRangesAsync(copy, owner, fields, cancellationToken);
        var found = new Dictionary<string, int>();
        var (repaired, notRemoved) = (0, 0);
        if (ranges.Count > 0 && await SuspectsAsync(copy, owner, ranges, fields, cancellationToken) is { Count: > 0 } suspects)
        {
            await Task.Delay(options.Grace, time, cancellationToken);
            var removable = MayRemove(suspects.Values.Count(difference => difference.Owned is null), compared, kept);
            foreach (var range in ranges)
            {
                var lasting = (await CompareAsync(copy, owner, range, fields, cancellationToken))
                    .FindAll(difference => suspects.TryGetValue(difference.Key, out var before) && before.Copied == difference.Copied);
                foreach (var kind in lasting.CountBy(difference => difference.Kind))
                {
                    found[kind.Key] = found.GetValueOrDefault(kind.Key) + kind.Value;
                }

                var repairs = lasting.FindAll(difference => removable || difference.Owned is not null);
                notRemoved += lasting.Count - repairs.Count;
                repaired += repairs.Count == 0
                    ? 0
                    : await copy.RepairAsync(repairs.ConvertAll(difference => difference.ToRepair()), cancellationToken);
            }
        }

        return new ReconciliationRun(startedAt, time.GetUtcNow(), compared, found, repaired, notRemoved);
    }

    /// <summary>The ranges whose digests differ, and how many entries each side has.</summary>
    static async Task<(List<KeyRange> Ranges, long Owned, long Copied)> FindRangesAsync(
        ICopy copy, ICopyOwner owner, string[] fields, CancellationToken cancellationToken)
    {
        var ranges = new List<KeyRange>();
        var (owned, copied) = (0L, 0L);
        for (var after = ""; after is not null;)
        {
            var page = await owner.DigestsAsync(after, fields, cancellationToken);
            foreach (var part in page.Parts)
            {
                var own = await CopyDigest.OfAsync(copy, part.Range, fields, cancellationToken);
                owned += part.Count;
                copied += own.Count;
                if (own != part)
                {
                    ranges.Add(part.Range);
                }
            }

            after = page.Next;
        }

        return (ranges, owned, copied);
    }

    static async Task<Dictionary<string, CopyDifference>> SuspectsAsync(
        ICopy copy, ICopyOwner owner, List<KeyRange> ranges, string[] fields, CancellationToken cancellationToken)
    {
        var suspects = new Dictionary<string, CopyDifference>(StringComparer.Ordinal);
        foreach (var range in ranges)
        {
            foreach (var difference in await CompareAsync(copy, owner, range, fields, cancellationToken))
            {
                suspects[difference.Key] = difference;
            }
        }

        return suspects;
    }

    static async Task<List<CopyDifference>> CompareAsync(
        ICopy copy, ICopyOwner owner, KeyRange range, string[] fields, CancellationToken cancellationToken)
    {
        var owned = new Dictionary<string, CopyItem>(StringComparer.Ordinal);
        await foreach (var item in owner.AllAsync(range, cancellationToken))
        {
            owned[item.Key] = item;
        }

        var differences = new List<CopyDifference>();
        await foreach (var copied in copy.AllAsync(range, cancellationToken))
        {
            var state = new CopyState(copied.Version, CopyDigest.Hash(copied, fields));
            if (!owned.Remove(copied.Key, out var item))
            {
                differences.Add(new(copied.Key, state, null));
            }
            else if (CopyDigest.Hash(item, fields) != state.Hash)
            {
                differences.Add(new(copied.Key, state, item));
            }
        }

        differences.AddRange(owned.Values.Select(item => new CopyDifference(item.Key, null, item)));
        return differences;
    }

    bool MayRemove(int missing, long owned, long copied) =>
        missing <= copied * options.MaxRemoved || (owned > 0 && missing <= AlwaysRemoved);
}

/// <summary>An entry as the copy has it.</summary>
readonly record struct CopyState(long Version, ulong Hash);

/// <summary>An entry that differs.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Copied">The copy's state; null if it lacks the entry.</param>
/// <param name="Owned">The owner's state; null if it lacks the entry.</param>
sealed record CopyDifference(string Key, CopyState? Copied, CopyItem? Owned)
{
    public string Kind => (Copied, Owned) switch
    {
        (null, _) => "missing",
        (_, null) => "unknown",
        ({ } copied, { } owned) when copied.Version < owned.Version => "behind",
        ({ } copied, { } owned) when copied.Version > owned.Version => "ahead",
        _ => "changed",
    };

    public CopyRepair ToRepair() => new(Key, Copied?.Version, Owned);
}
