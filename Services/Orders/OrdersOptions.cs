using System.ComponentModel.DataAnnotations;
using DbPerService.Orders.Domain;

namespace DbPerService.Orders;

/// <summary>Bound from <c>Orders</c>.</summary>
sealed class OrdersOptions
{
    /// <summary>
    /// How long a participant that could have replied may be silent before the order is cancelled. Longer than the slowest processor takes.
    /// Time during which the broker, this service's database, its relay or its consumer is unavailable does not count.
    /// </summary>
    /// <value>The default is 30 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan ParticipantTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest time an order waits for a decision, whatever the reason; then it is cancelled as PendingTooLong.</summary>
    /// <value>The default is 15 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "30.00:00:00")]
    public TimeSpan MaxPending { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The secret with which payment tokens are sealed; Payments has it too. At least 32 characters.</summary>
    public string PaymentTokenKey { get; set; } = "";

    /// <summary>How often unfinished sagas are reviewed.</summary>
    /// <value>The default is 1 second.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan KeeperInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Where an order's user comes from.</summary>
    /// <value>The default is the local copy.</value>
    public CopySource UserSource { get; set; } = CopySource.Events;

    /// <summary>Where an order's products come from.</summary>
    /// <value>The default is the local copy.</value>
    public CopySource ProductSource { get; set; } = CopySource.Events;

    /// <summary>How long placing an order waits for the owners of users and products; then the local copies are used.</summary>
    /// <value>The default is 1 second.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:30")]
    public TimeSpan OwnerDeadline { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>What happens to an order whose given prices are not the products' current ones.</summary>
    /// <value>The default is to accept it and to report the difference.</value>
    public PriceCheck PriceCheck { get; set; } = PriceCheck.Warn;
}

/// <summary>Where the data of another service comes from when an order is placed.</summary>
enum CopySource
{
    /// <summary>The local copy, which follows the owner's events.</summary>
    Events,

    /// <summary>The owner's API and, while that is unavailable, the local copy.</summary>
    Api,
}
