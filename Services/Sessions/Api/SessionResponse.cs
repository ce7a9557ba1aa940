using System.Text.Json;
using System.Text.Json.Serialization;
using DbPerService.Sessions.Domain;
using Microsoft.AspNetCore.Mvc;

namespace DbPerService.Sessions.Api;

/// <summary>A session. <see cref="Token"/> is there only in the response that created it; <see cref="OrderId"/> is its last order.</summary>
sealed record SessionResponse(
    Guid Id,
    string UserId,
    SessionRole Role,
    DateTime CreatedAt,
    DateTime ExpiresAt,
    BasketResponse Basket,
    Guid? OrderId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Token = null)
{
    public static SessionResponse From(Session session, string? token = null) => new(
        session.Id, session.UserId, session.Role, session.CreatedAt, session.ExpiresAt, BasketResponse.From(session),
        session.Checkout.OrderId, token);
}

/// <summary>A basket. While it is frozen, a checkout of it has begun and it cannot be changed.</summary>
sealed record BasketResponse(long Version, bool IsFrozen, string? Currency, IReadOnlyList<BasketLine> Lines)
{
    public static BasketResponse From(Session session) =>
        new(session.Basket.Version, session.Checkout.IsFrozen, session.Basket.Currency, session.Basket.Lines);
}

sealed record ResolvedSession(Guid SessionId, string UserId, SessionRole Role, DateTime ExpiresAt);

/// <summary>Without user id and password the session is a guest's.</summary>
sealed record NewSession(string? UserId = null, string? Password = null);

sealed record SetBasket(IReadOnlyList<BasketLine> Lines, string? Currency = null);

sealed record ResolveSession(string Token);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(SessionResponse))]
[JsonSerializable(typeof(BasketResponse))]
[JsonSerializable(typeof(ResolvedSession))]
[JsonSerializable(typeof(NewSession))]
[JsonSerializable(typeof(SetBasket))]
[JsonSerializable(typeof(CheckoutRequest))]
[JsonSerializable(typeof(ResolveSession))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(ProblemDetails))]
sealed partial class ApiJson : JsonSerializerContext;
