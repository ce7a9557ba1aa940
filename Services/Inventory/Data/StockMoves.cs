using System.Runtime.InteropServices;
using DbPerService.Inventory.Domain;

namespace DbPerService.Inventory.Data;

/// <summary>Adds up what a batch moves, so that each product's row is written once.</summary>
internal sealed class StockMoves
{
    readonly Dictionary<string, StockMove> _moves = new(StringComparer.Ordinal);

    public bool Any => _moves.Count > 0;

    public void Reserve(IReadOnlyList<ReservationLine> lines) => Add(lines, onHand: 0, reserved: 1, sold: 0);

    public void Commit(IReadOnlyList<ReservationLine> lines) => Add(lines, onHand: -1, reserved: -1, sold: 1);

    public void Release(IReadOnlyList<ReservationLine> lines) => Add(lines, onHand: 0, reserved: -1, sold: 0);

    public StockMove[] ByProduct() => [.. _moves.Values.OrderBy(move => move.ProductId, StringComparer.Ordinal)];

    void Add(IReadOnlyList<ReservationLine> lines, int onHand, int reserved, int sold)
    {
        foreach (var (productId, quantity) in lines)
        {
            ref var move = ref CollectionsMarshal.GetValueRefOrAddDefault(_moves, productId, out _);
            move = new StockMove(
                productId, move.OnHand + (onHand * quantity), move.Reserved + (reserved * quantity), move.Sold + (sold * quantity));
        }
    }
}
