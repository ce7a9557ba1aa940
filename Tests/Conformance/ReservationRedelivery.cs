using DbPerService.Inventory.Data;
using DbPerService.Inventory.Domain;
using DbPerService.Inventory.Events;
using DbPerService.Messaging;
using Microsoft.Extensions.Hosting;

namespace DbPerService.Tests.Conformance;

/// <summary>Orders that are delivered again to Inventory. Each is about two pieces of one product.</summary>
public abstract class ReservationRedelivery : ReplyConformance
{
    const int OnHand = 100;

    protected override List<string> Expected =>
    [
        .. Orders.Select((order, i) => $"{order} " + (i % 3) switch { 0 => "Committed", 1 => "Released", _ => "Reserved" }),
        new StockItem("a", OnHand - (Orders.Count / 3 * 2), Orders.Count / 3 * 2, Orders.Count / 3 * 2).ToString(),
    ];

    protected override Task PrepareAsync(IServiceProvider instance) =>
        ReadAsync<IStockStore, StockItem?>(instance, store => store.SetOnHandAsync("a", OnHand, Cancelled));

    protected override async Task<List<string>> EffectsAsync(IServiceProvider instance)
    {
        var reservations = await ReadAsync<IStockStore, List<Reservation>>(
            instance, store => store.ListReservationsAsync(Guid.Empty, 100, Cancelled));
        var stock = await ReadAsync<IStockStore, StockItem?>(instance, store => store.FindAsync("a", Cancelled));
        return [.. reservations.Select(reservation => $"{reservation.OrderId} {reservation.Status}"), $"{stock}"];
    }

    protected static void Handle(MessagingBuilder messaging) => messaging.HandlesOrders();
}
