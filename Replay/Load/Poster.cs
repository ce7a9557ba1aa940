using System.Diagnostics.CodeAnalysis;
using DbPerService.Replay.Checks;
using DbPerService.Replay.Target;
using static System.FormattableString;

namespace DbPerService.Replay.Load;

/// <summary>Places order number <c>index</c> of the run: the file's orders, repeated.</summary>
sealed class Poster(
    IPlacement placement, Window window, IReadOnlyList<PreparedOrder> orders, int total, string runId, TimeProvider clock)
{
    readonly PlacedOrder[] _placed = new PlacedOrder[total];
    int _answered;
    int _begun;

    public int Total => _placed.Length;

    /// <summary>The number of orders started so far, by which the times of a crash plan are measured.</summary>
    public int Begun => Volatile.Read(ref _begun);

    public int Answered => Volatile.Read(ref _answered);

    public IReadOnlyList<PlacedOrder> Placed => _placed;

    public IEnumerable<AcceptedOrder> Accepted
    {
        get
        {
            foreach (var placed in _placed)
            {
                if (placed.Id is { } id)
                {
                    yield return new AcceptedOrder(id, OrderOf(placed.Index).Total);
                }
            }
        }
    }

    /// <param name="index">The order's number in the run.</param>
    /// <param name="since">The timestamp from which its latency counts: its scheduled time, not when a busy machine got to it.</param>
    /// <param name="cancellation">Ends the run.</param>
    public async Task PlaceAsync(int index, long since, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _begun);
        var order = OrderOf(index);
        var key = Invariant($"{runId}-{index / orders.Count}-{order.Id}");
        var reply = await placement.PlaceAsync(order, key, cancellation);
        var latency = clock.GetElapsedTime(since);

        var accepted = reply is { IsSuccess: true } answer && TryReadId(answer.Location, out var id) ? id : (Guid?)null;
        var refusal = accepted is null && reply is { IsPassing: false } other ? $"order {order.Id}: {other}" : null;
        _placed[index] = new PlacedOrder(index, accepted, refusal, latency);
        window.Leave(accepted);
        Interlocked.Increment(ref _answered);
    }

    PreparedOrder OrderOf(int index) => orders[index % orders.Count];

    static bool TryReadId([NotNullWhen(true)] Uri? location, out Guid id)
    {
        id = default;
        return location is not null && Guid.TryParse(location.OriginalString.AsSpan(location.OriginalString.LastIndexOf('/') + 1), out id);
    }
}
