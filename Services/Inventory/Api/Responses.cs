using System.Text.Json.Serialization;
using DbPerService.Inventory.Domain;

namespace DbPerService.Inventory.Api;

sealed record StockResponse(string ProductId, long OnHand, long Reserved, long Available, long Sold)
{
    public static StockResponse From(StockItem item) => new(item.ProductId, item.OnHand, item.Reserved, item.Available, item.Sold);
}

/// <summary>A page; <see cref="Next"/> is the value of <c>after</c> for the next page, null on the last one.</summary>
sealed record StockList(IReadOnlyList<StockResponse> Items, string? Next);

sealed record ReservationResponse(
    Guid OrderId,
    ReservationStatus Status,
    IReadOnlyList<ReservationLine> Lines,
    IReadOnlyList<Shortage> Shortages,
    DateTime UpdatedAt)
{
    public static ReservationResponse From(Reservation reservation) =>
        new(reservation.OrderId, reservation.Status, reservation.Lines, reservation.Shortages, reservation.UpdatedAt);
}

/// <summary>A page; <see cref="Next"/> is the value of <c>after</c> for the next page, null on the last one.</summary>
sealed record ReservationList(IReadOnlyList<ReservationResponse> Items, Guid? Next);

sealed record SetStock(int OnHand);

sealed record StockReceipt(string ReceiptId, int Quantity);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(StockResponse))]
[JsonSerializable(typeof(StockList))]
[JsonSerializable(typeof(ReservationResponse))]
[JsonSerializable(typeof(ReservationList))]
[JsonSerializable(typeof(SetStock))]
[JsonSerializable(typeof(StockReceipt))]
sealed partial class ApiJson : JsonSerializerContext;
