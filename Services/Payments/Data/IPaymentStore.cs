using DbPerService.Messaging;
using DbPerService.Payments.Domain;

namespace DbPerService.Payments.Data;

/// <summary>
/// The payments in the service's own database. Between loading and the commit of the unit of work, no other unit can change a payment: a
/// store either locks what it loads or fails the commit if another unit was faster, and the unit is then repeated.
/// </summary>
interface IPaymentStore
{
    Task<Payment?> FindAsync(Guid orderId, CancellationToken cancellationToken);

    /// <summary>Payments by order id, those after <paramref name="after"/>.</summary>
    Task<List<Payment>> ListAsync(Guid after, int limit, CancellationToken cancellationToken);

    /// <summary>Orders whose payment is authorized and has not changed since a time, by order id, those after <paramref name="after"/>.</summary>
    Task<List<Guid>> ListAuthorizedAsync(DateTime before, Guid after, int limit, CancellationToken cancellationToken);

    /// <summary>Loads payments for update.</summary>
    Task<Dictionary<Guid, Payment>> LoadAsync(IReadOnlyCollection<Guid> orderIds, CancellationToken cancellationToken);

    /// <summary>Loads pending payments whose answer is due and that no other unit has locked, for update.</summary>
    Task<List<Payment>> LoadDueAsync(DateTime now, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Stores states and events with the commit of the unit of work, those of a payment in order. A change starts from what was loaded, or
    /// from what an earlier change has left.
    /// </summary>
    ValueTask SaveAsync(IReadOnlyList<Change<Payment>> changes, CancellationToken cancellationToken);
}
