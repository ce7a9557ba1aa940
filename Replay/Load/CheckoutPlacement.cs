using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using DbPerService.Contracts;
using DbPerService.Replay.Target;

namespace DbPerService.Replay.Load;

/// <summary>
/// As customers do it, through the Gateway: each signs in once, fills the basket and checks out. A customer has one basket, so a customer's
/// orders are placed one after the other.
/// </summary>
sealed class CheckoutPlacement(ServiceClient client) : IPlacement
{
    readonly ConcurrentDictionary<string, Customer> _customers = new(StringComparer.Ordinal);

    public async Task<Reply?> PlaceAsync(PreparedOrder order, string key, CancellationToken cancellation)
    {
        var customer = _customers.GetOrAdd(order.CustomerId, _ => new Customer());
        await customer.Turn.WaitAsync(cancellation);
        try
        {
            var reply = await CheckOutAsync(order, customer, cancellation);
            if (reply is { Status: HttpStatusCode.Unauthorized or HttpStatusCode.NotFound })
            {
                // The session has expired.
                customer.Session = null;
                reply = await CheckOutAsync(order, customer, cancellation);
            }

            return reply;
        }
        finally
        {
            customer.Turn.Release();
        }
    }

    async Task<Reply?> CheckOutAsync(PreparedOrder order, Customer customer, CancellationToken cancellation)
    {
        if (customer.Session is not { } session)
        {
            var credentials = new SignInRequest(order.CustomerId, Catalogue.PasswordOf(order.CustomerId));
            var body = JsonSerializer.SerializeToUtf8Bytes(credentials, TargetJson.Default.SignInRequest);
            if (await client.SendAsync(To("/sessions", HttpMethod.Post, body), cancellation) is not { IsSuccess: true } signedIn)
            {
                throw new NoAnswerException(
                    $"customer {order.CustomerId} cannot sign in: the user exists with another password, or Users is unavailable");
            }

            session = customer.Session = signedIn.As(TargetJson.Default.SessionSnapshot);
        }

        var path = $"/sessions/{session.Id}";
        var filled = await client.SendAsync(To($"{path}/basket", HttpMethod.Put, order.Basket) with { Token = session.Token }, cancellation);
        if (filled is not { IsSuccess: true } basket)
        {
            return filled;
        }

        // Of this basket only: an earlier PUT may still be on its way.
        var checkout = To($"{path}/checkout", HttpMethod.Post, order.Checkout) with { Token = session.Token, IfMatch = basket.ETag };
        return await client.SendAsync(checkout, cancellation);
    }

    static Call To(string path, HttpMethod method, byte[] body) => new(method, SystemMap.Gateway.Name, path, body);

    sealed class Customer
    {
        public SemaphoreSlim Turn { get; } = new(1);

        public SessionSnapshot? Session { get; set; }
    }
}
