using System.ComponentModel.DataAnnotations;

namespace DbPerService.Sessions;

/// <summary>Bound from <c>Sessions</c>.</summary>
sealed class SessionsOptions
{
    /// <summary>How long a session lasts after its last use; each use may postpone its end by a twentieth less.</summary>
    /// <value>The default is 30 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "365.00:00:00")]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a session lasts at most, however much it is used.</summary>
    /// <value>The default is 12 hours.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "365.00:00:00")]
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromHours(12);

    /// <summary>How long Users may take to verify a password.</summary>
    /// <value>The default is 5 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan UsersTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long Orders may take to place an order or to return one.</summary>
    /// <value>The default is 10 seconds: longer than a statement of Orders may wait for a lock.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan OrdersTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often expired sessions are deleted from PostgreSQL.</summary>
    /// <value>The default is one minute.</value>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan CleanUpInterval { get; set; } = TimeSpan.FromMinutes(1);
}
