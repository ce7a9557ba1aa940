using DbPerService.Consistency;
using DbPerService.Inventory.Data;
using DbPerService.Inventory.Domain;
using DbPerService.Messaging;

namespace DbPerService.Inventory;

/// <summary>Reservations that were neither committed nor released: stock that is held for orders.</summary>
sealed class StockHolds(IStockStore store, IUnitOfWork unit) : IHolds
{
    public async Task<IReadOnlyList<Guid>> ListAsync(DateTime before, Guid after, int limit, CancellationToken cancellationToken) =>
        await store.ListReservedAsync(before, after, limit, cancellationToken);

    public async Task<bool> ReleaseAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await store.FindReservationAsync(id, cancellationToken) is not { Status: ReservationStatus.Reserved })
        {
            return false;
        }

        try
        {
            await store.ReleaseAsync(id, cancellationToken);
            await unit.CommitAsync(cancellationToken);
            return true;
        }
        catch (PermanentFailureException)
        {
            // Committed meanwhile.
            return false;
        }
    }
}
