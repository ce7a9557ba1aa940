namespace DbPerService.Messaging;

/// <summary>
/// When a dead letter that may succeed later is redriven automatically: after 1, 2, 4 … 60 seconds, so that the last attempt comes after
/// some ten minutes. After that it is left to the operator.
/// </summary>
sealed class RedriveSchedule(TimeProvider time)
{
    const int MostRedrives = 15;
    static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    Dictionary<Guid, (int Redrives, long Since)> _seen = [];
    Dictionary<Guid, (int Redrives, long Since)> _kept = [];

    /// <summary>Whether to redrive it now. Its delay starts when it is first seen here with this number of redrives.</summary>
    public bool IsDue(DeadLetter letter)
    {
        if (!_seen.TryGetValue(letter.Id, out var seen) || seen.Redrives != letter.Redrives)
        {
            seen = (letter.Redrives, time.GetTimestamp());
        }

        _kept[letter.Id] = seen;
        var wait = TimeSpan.FromTicks(Math.Min(First.Ticks << Math.Min(letter.Redrives, MostRedrives), Longest.Ticks));
        return letter.Redrives < MostRedrives && time.GetElapsedTime(seen.Since) >= wait;
    }

    /// <summary>Forgets those that were not passed since the last call.</summary>
    public void Forget() => (_seen, _kept) = (_kept, []);
}
