using System.Runtime.InteropServices;
using DbPerService.Messaging;

namespace DbPerService.Inventory.Domain;

/// <summary>The change of a product's stock.</summary>
readonly record struct StockMove(string ProductId, long OnHand, long Reserved, long Sold);

/// <summary>The effect of reservations on stock: a reserved piece is held back, a committed one moves from on hand to sold.</summary>
static class StockMoves
{
    /// <summary>Adds up the changes, so that each product's row is written once, in the order of ids.</summary>
    public static StockMove[] Of(IEnumerable<Change<Reservation>> changes)
    {
        var moves = new Dictionary<string, StockMove>(StringComparer.Ordinal);
        foreach (var change in changes)
        {
            var (before, after) = (OfOnePiece(change.Before?.Status), OfOnePiece(change.After.Status));
            if (before == after)
            {
                continue;
            }

            foreach (var (productId, quantity) in change.After.Lines)
            {
                ref var move = ref CollectionsMarshal.GetValueRefOrAddDefault(moves, productId, out _);
                move = new StockMove(
                    productId,
                    move.OnHand + ((after.OnHand - before.OnHand) * quantity),
                    move.Reserved + ((after.Reserved - before.Reserved) * quantity),
                    move.Sold + ((after.Sold - before.Sold) * quantity));
            }
        }

        return [.. moves.Values.OrderBy(move => move.ProductId, StringComparer.Ordinal)];
    }

    static (int OnHand, int Reserved, int Sold) OfOnePiece(ReservationStatus? status) => status switch
    {
        ReservationStatus.Reserved => (0, 1, 0),
        ReservationStatus.Committed => (-1, 0, 1),
        _ => default,
    };
}
