using System.Diagnostics.CodeAnalysis;
using DbPerService.Replay.Judge;
using DbPerService.Replay.Target;
using static System.FormattableString;

namespace DbPerService.Replay.Load;

/// <summary>Places order number <c>index</c> of the run: the file's orders, over and over.</summary>
internal sealed class Poster(
    ServiceClient client, Window window, IReadOnlyList<PreparedOrder> orders, int total, string runId, TimeProvider clock)
{
    readonly PlacedOrder[] _placed = new PlacedOrder[total];
    int _answered;
    int _begun;

    public int Total => _placed.Length;

    /// <summary>How many orders have been begun: what the moments of a crash plan are measured by.</summary>
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

    /// <param name="index">Which order of the run.</param>
    /// <param name="since">Timestamp its latency counts from: its place in the schedule, not the moment a busy machine got to it.</param>
    /// <param name="cancellation">Ends the run.</param>
    public async Task PlaceAsync(int index, long since, CancellationToken cancellation)
    {
        Interlocked.Increment(ref _begun);
        var order = OrderOf(index);
        var key = Invariant($"{runId}-{index / orders.Count}-{order.Id}");
        var reply = await client.SendAsync(new Call(HttpMethod.Post, ServiceNames.Orders, "/orders", order.Body, key), cancellation);
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
