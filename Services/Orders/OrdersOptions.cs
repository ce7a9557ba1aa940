using System.ComponentModel.DataAnnotations;

namespace DbPerService.Orders;

/// <summary>Bound from <c>Orders</c>.</summary>
internal sealed class OrdersOptions
{
    /// <summary>How long an order waits for both participants before it is cancelled. Longer than the slowest processor answers.</summary>
    /// <value>The default is 30 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "1.00:00:00")]
    public TimeSpan ParticipantTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How often unfinished sagas are looked through.</summary>
    /// <value>The default is 1 second.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan KeeperInterval { get; set; } = TimeSpan.FromSeconds(1);
}
