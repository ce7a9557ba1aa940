using DbPerService.Contracts;
using DbPerService.Replay.Target;

namespace DbPerService.Replay.Load;

/// <summary>The way in which orders are placed.</summary>
interface IPlacement
{
    /// <param name="order">What is ordered.</param>
    /// <param name="key">Differs for each order of the run.</param>
    /// <param name="cancellation">Ends the run.</param>
    /// <returns>The last response, with the order's location if it was accepted; null if there was none.</returns>
    Task<Reply?> PlaceAsync(PreparedOrder order, string key, CancellationToken cancellation);
}

/// <summary>Orders' own API, without a user: as fast as it can be.</summary>
sealed class DirectPlacement(ServiceClient client) : IPlacement
{
    public Task<Reply?> PlaceAsync(PreparedOrder order, string key, CancellationToken cancellation) =>
        client.SendAsync(new Call(HttpMethod.Post, SystemMap.Orders.Name, "/orders", order.Body, key), cancellation);
}
