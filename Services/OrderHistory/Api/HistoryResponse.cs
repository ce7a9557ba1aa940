using System.Text.Json.Serialization;
using DbPerService.OrderHistory.Data;
using DbPerService.OrderHistory.Domain;

namespace DbPerService.OrderHistory.Api;

/// <summary>
/// An order with what every service says of it. Names are the current ones and null while they are unknown; the price of a line is the one
/// that was paid. <see cref="AsOf"/> is when the newest event behind the answer was committed.
/// </summary>
sealed record HistoryResponse(
    Guid Id,
    string UserId,
    string? UserName,
    long? UserVersion,
    OrderState Status,
    string? Reason,
    string Currency,
    decimal Total,
    IReadOnlyList<LineResponse> Lines,
    DateTime PlacedAt,
    HistoryPayment? Payment,
    HistoryStock? Stock,
    IReadOnlyList<EventResponse> Events,
    DateTime AsOf)
{
    /// <param name="entry">An entry whose OrderPlaced has arrived.</param>
    /// <param name="subjects">The known names.</param>
    public static HistoryResponse From(HistoryEntry entry, IReadOnlyDictionary<SubjectKey, Subject> subjects)
    {
        var placed = entry.Placed!;
        var user = subjects.GetValueOrDefault(new(SubjectKind.User, placed.UserId));
        var events = entry.Events;
        return new(
            entry.OrderId, placed.UserId, user?.Name, user?.Version, entry.Status,
            entry.Status == OrderState.Cancelled ? entry.Cancelled?.Reason : null, placed.Currency, placed.Total,
            [.. placed.Lines.Select(line => LineResponse.From(line, subjects.GetValueOrDefault(new(SubjectKind.Product, line.ProductId))))],
            placed.At, HistoryPayment.From(entry), HistoryStock.From(entry), [.. events.Select(e => new EventResponse(e.Type, e.At))],
            events[^1].At);
    }
}

sealed record LineResponse(
    string ProductId, string? ProductName, string? Category, long? ProductVersion, int Quantity, decimal UnitPrice)
{
    public static LineResponse From(PlacedLine line, Subject? product) =>
        new(line.ProductId, product?.Name, product?.Category, product?.Version, line.Quantity, line.UnitPrice);
}

sealed record HistoryPayment(Guid PaymentId, PaymentState Status, decimal Amount, string Currency, string? Reason)
{
    public static HistoryPayment? From(HistoryEntry entry) => entry.Payment is { } status
        ? new(
            entry.Captured?.PaymentId ?? entry.Declined?.PaymentId ?? entry.Voided?.PaymentId ?? entry.Authorized!.PaymentId,
            status,
            entry.Captured?.Amount ?? entry.Authorized?.Amount ?? entry.Placed!.Total,
            entry.Captured?.Currency ?? entry.Authorized?.Currency ?? entry.Placed!.Currency,
            status == PaymentState.Declined ? entry.Declined?.Reason : null)
        : null;
}

sealed record HistoryStock(StockState Status, IReadOnlyList<ShortLine> Shortages)
{
    public static HistoryStock? From(HistoryEntry entry) => entry.Stock is { } status
        ? new(status, status == StockState.Rejected ? entry.Rejected!.Shortages : [])
        : null;
}

sealed record EventResponse(string Type, DateTime At);

/// <summary>A page; <see cref="Next"/> is the value of <c>after</c> for the next page, null on the last one.</summary>
sealed record HistoryList(IReadOnlyList<HistoryResponse> Items, string? Next);

/// <summary>What a user's confirmed orders amount to, per day (UTC) and currency.</summary>
sealed record TotalsResponse(string UserId, DateOnly From, DateOnly To, IReadOnlyList<DailyTotal> Items);

/// <summary>The generations of the view: the one that is read, the rebuild that is running, and how the last one ended.</summary>
sealed record ViewResponse(long Live, RebuildResponse? Rebuild, RebuildReport? Last)
{
    public static ViewResponse From(ViewState state) => new(
        state.Live,
        state.Rebuild is { } rebuild
            ? new(rebuild.Generation, rebuild.StartedAt, rebuild.Messages, rebuild.Options.Force, rebuild.Options.CarryOver)
            : null,
        state.Report);
}

sealed record RebuildResponse(long Generation, DateTime StartedAt, long Messages, bool Force, bool CarryOver);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(HistoryResponse))]
[JsonSerializable(typeof(HistoryList))]
[JsonSerializable(typeof(TotalsResponse))]
[JsonSerializable(typeof(ViewResponse))]
sealed partial class ApiJson : JsonSerializerContext;
