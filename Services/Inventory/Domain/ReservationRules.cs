using DbPerService.Contracts;
using DbPerService.Messaging;

namespace DbPerService.Inventory.Domain;

/// <summary>
/// The decisions about a reservation. A repeated request publishes the same reply, and an unchanged reservation stays the same object.
/// stock.lua implements the same rules for Redis.
/// </summary>
static class ReservationRules
{
    /// <summary>Reserves all lines of the order, or none.</summary>
    public static Decision<Reservation> Reserve(Reservation? reservation, OrderPlaced order, Shelf shelf, DateTime now)
    {
        if (reservation is not null)
        {
            return new(reservation, AnswerOf(reservation));
        }

        var lines = order.Lines;
        if (lines.Count == 0 || lines.Any(line => line.Quantity <= 0) || lines.DistinctBy(line => line.ProductId).Count() != lines.Count)
        {
            throw new PermanentFailureException($"Order {order.OrderId} has a quantity below 1, or a product twice.");
        }

        var wanted = lines.Select(line => new ReservationLine(line.ProductId, line.Quantity)).ToList();
        var shortages = shelf.Reserve(wanted);
        var status = shortages.Count == 0 ? ReservationStatus.Reserved : ReservationStatus.Rejected;
        var made = new Reservation(order.OrderId, status, wanted, shortages, now, now);
        return new(made, AnswerOf(made));
    }

    public static Decision<Reservation> Commit(Reservation? reservation, OrderConfirmed order, DateTime now) => reservation?.Status switch
    {
        ReservationStatus.Reserved => Committed(reservation with { Status = ReservationStatus.Committed, UpdatedAt = now }),
        ReservationStatus.Committed => Committed(reservation),
        null => throw new PermanentFailureException($"Order {order.OrderId} is confirmed, but nothing is reserved for it."),
        _ => throw new PermanentFailureException($"Order {order.OrderId} is confirmed, but its reservation is {reservation.Status}."),
    };

    /// <summary>Releases what is reserved for a cancelled order.</summary>
    public static Decision<Reservation> Release(Reservation? reservation, OrderCancelled order, DateTime now) =>
        Release(reservation, order.OrderId, now);

    /// <summary>
    /// Releases what is reserved. An unknown order gets an empty, released reservation, so that its OrderPlaced, if it comes late, reserves
    /// nothing. A rejected one stays rejected: there is nothing to release.
    /// </summary>
    public static Decision<Reservation> Release(Reservation? reservation, Guid orderId, DateTime now) => reservation?.Status switch
    {
        null => Released(new(orderId, ReservationStatus.Released, [], [], now, now)),
        ReservationStatus.Reserved => Released(reservation with { Status = ReservationStatus.Released, UpdatedAt = now }),
        ReservationStatus.Rejected or ReservationStatus.Released => Released(reservation),
        _ => throw new PermanentFailureException($"Order {orderId} is cancelled, but its reservation is {reservation.Status}."),
    };

    static Decision<Reservation> Committed(Reservation reservation) => new(reservation, new StockCommitted(reservation.OrderId));

    static Decision<Reservation> Released(Reservation reservation) => new(reservation, new StockReleased(reservation.OrderId));

    /// <summary>The reply to the order's request, also if that was decided long ago.</summary>
    static IEvent AnswerOf(Reservation reservation) => reservation.Status switch
    {
        ReservationStatus.Reserved => new StockReserved(reservation.OrderId),
        ReservationStatus.Rejected => new StockRejected(reservation.OrderId, [.. reservation.Shortages.Select(ToContract)]),
        ReservationStatus.Committed => new StockCommitted(reservation.OrderId),
        _ => new StockReleased(reservation.OrderId),
    };

    static StockShortage ToContract(Shortage shortage) =>
        new(shortage.ProductId, shortage.Requested, (int)Math.Min(shortage.Available, int.MaxValue));
}
