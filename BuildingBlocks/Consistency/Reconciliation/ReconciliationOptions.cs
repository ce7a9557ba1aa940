using System.ComponentModel.DataAnnotations;

namespace DbPerService.Consistency;

/// <summary>How copies are compared with their owners. Bound from <c>Reconciliation</c>.</summary>
public sealed class ReconciliationOptions
{
    /// <summary>The time between two runs; the first begins after a random part of it, at most after one minute.</summary>
    /// <value>The default is 10 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00.100", "30.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a difference must last: one that an event on its way explains is gone by then.</summary>
    /// <value>The default is 5 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The largest part of a copy that is removed because the owner lacks it. If it lacks more, it has probably lost data itself: nothing is
    /// removed, and the run reports it.
    /// </summary>
    /// <value>The default is 0.2. Up to ten entries are always removed from a copy that keeps others.</value>
    [Range(0d, 1d)]
    public double MaxRemoved { get; set; } = 0.2;

    /// <summary>
    /// The age from which a hold counts as forgotten if what it is for is unknown or cancelled. Longer than anything it is for can be pending.
    /// </summary>
    /// <value>The default is 20 minutes: more than an order may be pending.</value>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan HoldsOlderThan { get; set; } = TimeSpan.FromMinutes(20);
}
