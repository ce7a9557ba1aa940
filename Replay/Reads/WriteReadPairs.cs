using DbPerService.Contracts;
using DbPerService.Replay.Target;
using static System.FormattableString;

namespace DbPerService.Replay.Reads;

/// <summary>Pairs of a write in one service and a read in another, immediately after it.</summary>
sealed class WriteReadPairs(ServiceClient client, Buyer buyer)
{
    long _version = 1;

    /// <summary>
    /// Each kind, and a function that makes a pair, with a sync token or without, and tells whether the read showed the write.
    /// </summary>
    public IReadOnlyList<(string Name, Func<bool, CancellationToken, Task<bool>> Pair)> Kinds =>
    [
        ("an order in OrderHistory", OrderAsync),
        ("a user's name in Orders", NameAsync),
    ];

    async Task<bool> OrderAsync(bool withToken, CancellationToken cancellation)
    {
        var placed = await Buyer.WriteAsync(client, SystemMap.Orders, "/orders", Buyer.OrderOf(buyer.UserId, buyer.ProductId), cancellation);
        var order = placed.As(TargetJson.Default.OrderHead).Id;
        return await ReadAsync(SystemMap.OrderHistory, $"/history/orders/{order}", placed, withToken, cancellation) is { IsSuccess: true };
    }

    async Task<bool> NameAsync(bool withToken, CancellationToken cancellation)
    {
        var name = Invariant($"Reader {_version}");
        var user = Buyer.Json(new ChangeUserRequest(name, $"{buyer.UserId}@example.com"));
        var change = new Call(HttpMethod.Put, SystemMap.Users.Name, $"/users/{buyer.UserId}", user)
        {
            IfMatch = Invariant($"\"{_version}\""),
        };
        if (await client.SendAsync(change, cancellation) is not { IsSuccess: true } written)
        {
            throw new NoAnswerException("users refuses or does not answer the change of a name");
        }

        _version++;
        return await ReadAsync(SystemMap.Orders, $"/orders/{buyer.OrderId}", written, withToken, cancellation) is { IsSuccess: true } read
            && read.As(TargetJson.Default.OrderSnapshot).UserName == name;
    }

    Task<Reply?> ReadAsync(SystemService service, string path, Reply written, bool withToken, CancellationToken cancellation) =>
        client.TrySendAsync(
            Call.Get(service.Name, path) with
            {
                SyncToken = withToken ? written.SyncToken ?? throw new NoAnswerException("a write has no sync token") : null,
            },
            cancellation);
}
