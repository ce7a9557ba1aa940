using System.Text.Json;
using DbPerService.Contracts;
using DbPerService.Replay.Load;
using DbPerService.Replay.Target;

namespace DbPerService.Replay.Reads;

/// <summary>A registered user with a session, a product to order, and an order that is finished.</summary>
sealed record Buyer(string UserId, string ProductId, Guid OrderId, string Token)
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static async Task<Buyer> RegisterAsync(ServiceClient client, TimeProvider clock, CancellationToken cancellation)
    {
        var id = "reader-" + Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");
        var password = Catalogue.PasswordOf(id);
        await WriteAsync(
            client, SystemMap.Users, "/users", new RegisterUserRequest(id, "Reader 0", $"{id}@example.com", password), cancellation);
        await WriteAsync(
            client, SystemMap.Products, "/products", new SetProductRequest(id, "A product to read", "Reads", 5, PreparedOrder.Currency, false),
            cancellation);
        await client.WriteAsync(
            new Call(HttpMethod.Put, SystemMap.Inventory.Name, $"/stock/{id}", Json(new SetStockRequest(1_000_000))), cancellation);
        var signedIn = await WriteAsync(client, SystemMap.Gateway, "/sessions", new SignInRequest(id, password), cancellation);
        var token = signedIn.As(TargetJson.Default.SessionSnapshot).Token;
        var placed = await WriteAsync(client, SystemMap.Orders, "/orders", OrderOf(id, id), cancellation);
        var order = placed.As(TargetJson.Default.OrderHead).Id;
        for (var start = clock.GetTimestamp(); ; await Task.Delay(Pause, clock, cancellation))
        {
            var found = await client.PeekAsync(SystemMap.Orders.Name, $"/orders/{order}", TargetJson.Default.OrderSnapshot, cancellation);
            if (found?.FinishedAt is not null)
            {
                return new Buyer(id, id, order, token);
            }

            if (clock.GetElapsedTime(start) > Limit)
            {
                throw new NoAnswerException($"order {order} is not finished");
            }
        }
    }

    /// <summary>An order of one piece.</summary>
    public static PlaceOrderRequest OrderOf(string userId, string productId) =>
        new(userId, PreparedOrder.Currency, "tok_visa", [new OrderLineSnapshot(productId, 1, 5)]);

    /// <summary>Sends a request that must succeed.</summary>
    public static async Task<Reply> WriteAsync<T>(
        ServiceClient client, SystemService service, string path, T body, CancellationToken cancellation) where T : class =>
        await client.SendAsync(new Call(HttpMethod.Post, service.Name, path, Json(body)), cancellation) is { IsSuccess: true } reply
            ? reply
            : throw new NoAnswerException($"{service.Name} refuses or does not answer POST {path}");

    public static byte[] Json<T>(T value) where T : class =>
        JsonSerializer.SerializeToUtf8Bytes(value, TargetJson.Default.Options.GetTypeInfo(typeof(T)));
}
