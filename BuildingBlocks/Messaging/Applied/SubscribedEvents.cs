using DbPerService.Consistency;

namespace DbPerService.Messaging;

/// <summary>
/// Waits for events that this service subscribes to: woken by this process if it applies them, and otherwise by looking them up in the
/// database, where another instance may have.
/// </summary>
sealed class SubscribedEvents(EventRegistry registry, RecentlyApplied recently, IAppliedEventStore store, TimeProvider time) : IAppliedEvents
{
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(400);

    // A database that does not respond must not hold a read for longer than it wants to wait, but a look needs some time.
    static readonly TimeSpan ShortestLook = TimeSpan.FromMilliseconds(500);

    public async Task<bool> WaitAsync(IReadOnlyList<CommittedEvent> events, TimeSpan atMost, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(events);
        var handled = events.Where(e => registry.Handles(e.Topic, e.Type)).ToList();
        var missing = handled.Select(e => e.Id).ToHashSet();
        var began = time.GetTimestamp();
        using var deadline = new CancellationTokenSource(atMost > ShortestLook ? atMost : ShortestLook, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            for (var pause = FirstPause; ; pause = pause < LongestPause ? pause * 2 : pause)
            {
                recently.RemoveFrom(missing);
                if (missing.Count > 0)
                {
                    var found = await store.FindAsync(missing, either.Token).AsTask().WaitAsync(either.Token);
                    recently.Add(found);
                    missing.ExceptWith(found);
                }

                if (missing.Count == 0)
                {
                    return true;
                }

                // Of an event this old the store may have forgotten that it was applied: waiting finds out nothing.
                var forgotten = (time.GetUtcNow() - store.Retention).ToUnixTimeMilliseconds();
                var left = atMost - time.GetElapsedTime(began);
                if (left <= TimeSpan.Zero || handled.Exists(e => missing.Contains(e.Id) && e.CommittedAt < forgotten))
                {
                    return false;
                }

                await recently.WaitAsync(missing, left < pause ? left : pause, time, either.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
