using DbPerService.Messaging;

namespace DbPerService.Inventory.Domain;

/// <summary>
/// The decisions about a reservation. Each gives the same answer when it is asked again, and a reservation that stays as it is
/// stays the same object.
/// </summary>
internal static class ReservationRules
{
    public static Reservation Reserve(Guid orderId, IReadOnlyList<ReservationLine> lines, Shelf shelf, DateTime now)
    {
        if (lines.Count == 0 || lines.Any(line => line.Quantity <= 0) || lines.DistinctBy(line => line.ProductId).Count() != lines.Count)
        {
            throw new PermanentFailureException($"Order {orderId} asks for no quantity, a negative one, or twice for one product.");
        }

        var shortages = shelf.Reserve(lines);
        return new(orderId, shortages.Count == 0 ? ReservationStatus.Reserved : ReservationStatus.Rejected, lines, shortages, now, now);
    }

    public static Reservation Commit(Reservation? reservation, Guid orderId, DateTime now) => reservation?.Status switch
    {
        ReservationStatus.Reserved => reservation with { Status = ReservationStatus.Committed, UpdatedAt = now },
        ReservationStatus.Committed => reservation,
        null => throw new PermanentFailureException($"Order {orderId} is confirmed, but nothing is reserved for it."),
        _ => throw new PermanentFailureException($"Order {orderId} is confirmed, but its reservation is {reservation.Status}."),
    };

    /// <summary>
    /// Gives back what is held. An order that is not known yet gets an empty, released reservation all the same, so that its OrderPlaced,
    /// should it come late, takes nothing. A rejected one stays rejected: there is nothing to give back.
    /// </summary>
    public static Reservation Release(Reservation? reservation, Guid orderId, DateTime now) => reservation?.Status switch
    {
        null => new(orderId, ReservationStatus.Released, [], [], now, now),
        ReservationStatus.Reserved => reservation with { Status = ReservationStatus.Released, UpdatedAt = now },
        ReservationStatus.Rejected or ReservationStatus.Released => reservation,
        _ => throw new PermanentFailureException($"Order {orderId} is cancelled, but its reservation is {reservation.Status}."),
    };
}
