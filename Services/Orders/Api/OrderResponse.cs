using System.Text.Json.Serialization;
using DbPerService.Consistency;
using DbPerService.Orders.Domain;
using DbPerService.Orders.Owners;

namespace DbPerService.Orders.Api;

sealed record OrderResponse(
    Guid Id,
    string UserId,
    string? UserName,
    string? UserEmail,
    OrderStatus Status,
    CancelReason? Reason,
    string? ReasonDetail,
    string Currency,
    decimal Total,
    IReadOnlyList<OrderLineResponse> Lines,
    DateTime PlacedAt,
    DateTime? FinishedAt,
    IReadOnlyList<SagaStep> Steps)
{
    public static OrderResponse From(Order order) => new(
        order.Id, order.UserId, order.User?.Name, order.User?.Email, order.Saga.Status, order.Saga.Reason, order.Saga.ReasonDetail,
        order.Currency, order.Total, [.. order.Lines.Select(OrderLineResponse.From)], order.Saga.PlacedAt, order.Saga.FinishedAt,
        SagaSteps.Of(order.Saga));
}

sealed record OrderLineResponse(string ProductId, string? ProductName, int Quantity, decimal UnitPrice)
{
    public static OrderLineResponse From(OrderLine line) => new(line.ProductId, line.ProductName, line.Quantity, line.UnitPrice);
}

/// <summary>The price of a product, for a caller whose order was refused.</summary>
sealed record CurrentPrice(string ProductId, decimal UnitPrice, string Currency);

/// <summary>A page; <see cref="Next"/> is the value of <c>after</c> for the next page, null on the last one.</summary>
sealed record OrderList(IReadOnlyList<OrderResponse> Items, Guid? Next);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(OrderResponse))]
[JsonSerializable(typeof(OrderList))]
[JsonSerializable(typeof(PlaceOrder))]
[JsonSerializable(typeof(CurrentPrice[]))]
[JsonSerializable(typeof(CopyFillStatus))]
[JsonSerializable(typeof(IReadOnlyList<CopyFillStatus>))]
[JsonSerializable(typeof(HoldAnswer))]
sealed partial class ApiJson : JsonSerializerContext;
