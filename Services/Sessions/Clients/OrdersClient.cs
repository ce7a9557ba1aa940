using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using DbPerService.Contracts;
using DbPerService.ServiceDefaults;
using DbPerService.Sessions.Domain;
using Microsoft.Extensions.Options;

namespace DbPerService.Sessions.Clients;

/// <summary>What Orders answers.</summary>
abstract record OrdersAnswer
{
    /// <summary>The order, as Orders has written it.</summary>
    public sealed record Placed(Guid OrderId, JsonElement Order) : OrdersAnswer
    {
        public IReadOnlyCollection<OrderedLine> Lines =>
            Order.TryGetProperty("lines", out var lines) && lines.ValueKind == JsonValueKind.Array
                ? [.. lines.EnumerateArray().Select(line => new OrderedLine(
                    line.GetProperty("productId").GetString()!, line.GetProperty("quantity").GetInt32()))]
                : [];
    }

    /// <summary>An order was placed under the key by another request.</summary>
    public sealed record KeyIsTaken(Guid OrderId) : OrdersAnswer;

    /// <summary>This request has placed no order, and will not.</summary>
    public sealed record Refused(int Status, JsonElement? Problem) : OrdersAnswer;

    /// <summary>This request may have placed an order, or may still do so.</summary>
    public sealed record Unknown : OrdersAnswer;
}

/// <summary>Calls Orders for a user, who sees no other user's orders there.</summary>
sealed partial class OrdersClient(
    IHttpClientFactory clients, CallerSignature signature, IOptions<SessionsOptions> options, TimeProvider time,
    ILogger<OrdersClient> logger)
{
    public static readonly string Name = SystemMap.Orders.Name;

    readonly OutageLog _outages = new(time);

    public async Task<OrdersAnswer> PlaceAsync(Guid key, PlaceOrder order, CancellationToken cancellationToken)
    {
        using var request = NewRequest(HttpMethod.Post, "/orders", order.UserId);
        request.Headers.Add("Idempotency-Key", $"\"{key}\"");
        request.Content = JsonContent.Create(order, ClientJson.Default.PlaceOrder);
        return await SendAsync(request, cancellationToken);
    }

    public async Task<OrdersAnswer> FindAsync(Guid orderId, string userId, CancellationToken cancellationToken)
    {
        using var request = NewRequest(HttpMethod.Get, $"/orders/{orderId}", userId);
        return await SendAsync(request, cancellationToken);
    }

    HttpRequestMessage NewRequest(HttpMethod method, string path, string userId)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Add(CallerSignature.Header, signature.Sign(new Caller(CallerRole.User, userId)));
        return request;
    }

    async Task<OrdersAnswer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            using var client = clients.CreateClient(Name);
            var response = await client.SendAsync(request, options.Value.OrdersTimeout, cancellationToken);
            switch (response.Status)
            {
                case >= 200 and < 300 when IdOf(response, "id") is { } id:
                    return new OrdersAnswer.Placed(id, response.Body!.Value);
                case StatusCodes.Status422UnprocessableEntity when IdOf(response, "orderId") is { } id:
                    return new OrdersAnswer.KeyIsTaken(id);
                case StatusCodes.Status400BadRequest or StatusCodes.Status409Conflict or StatusCodes.Status422UnprocessableEntity:
                case StatusCodes.Status404NotFound when request.Method == HttpMethod.Get:
                    return new OrdersAnswer.Refused(response.Status, response.Body);
                default:
                    return Unknown($"it answers {response.Status}");
            }
        }
        catch (HttpRequestException exception)
        {
            return Unknown(exception.Message);
        }
    }

    OrdersAnswer.Unknown Unknown(string reason)
    {
        if (_outages.IsDue())
        {
            LogUnavailable(logger, reason);
        }

        return new();
    }

    static Guid? IdOf(ServiceResponse response, string name) =>
        Guid.TryParse(response.Text(name), CultureInfo.InvariantCulture, out var id) ? id : null;

    [LoggerMessage(1, LogLevel.Warning, "Orders cannot be called for a checkout: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string reason);
}
