using System.Text.Json.Serialization;
using DbPerService.Orders.Domain;

namespace DbPerService.Orders.Api;

sealed record OrderResponse(
    Guid Id,
    string UserId,
    string? UserName,
    OrderStatus Status,
    CancelReason? Reason,
    string? ReasonDetail,
    string Currency,
    decimal Total,
    IReadOnlyList<OrderLine> Lines,
    DateTime PlacedAt,
    DateTime? FinishedAt,
    IReadOnlyList<SagaStep> Steps)
{
    public static OrderResponse From(Order order) => new(
        order.Id, order.UserId, order.UserName, order.Saga.Status, order.Saga.Reason, order.Saga.ReasonDetail, order.Currency,
        order.Total, order.Lines, order.Saga.PlacedAt, order.Saga.FinishedAt, SagaSteps.Of(order.Saga));
}

/// <summary>A page; <see cref="Next"/> is the value of <c>after</c> for the next page, null on the last one.</summary>
sealed record OrderList(IReadOnlyList<OrderResponse> Items, Guid? Next);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(OrderResponse))]
[JsonSerializable(typeof(OrderList))]
[JsonSerializable(typeof(PlaceOrder))]
sealed partial class ApiJson : JsonSerializerContext;
