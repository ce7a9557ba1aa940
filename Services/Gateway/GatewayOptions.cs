using System.ComponentModel.DataAnnotations;

namespace DbPerService.Gateway;

/// <summary>Bound from <c>Gateway</c>.</summary>
sealed class GatewayOptions
{
    const string Shortest = "00:00:00.010";

    /// <summary>How many requests per second a caller may make on average: a signed-in user, or else a remote address.</summary>
    /// <value>The default is 100.</value>
    [Range(1, 1_000_000)]
    public int RequestsPerSecond { get; set; } = 100;

    /// <summary>How many requests a caller may make at once after a pause.</summary>
    /// <value>The default is 200.</value>
    [Range(1, 10_000_000)]
    public int Burst { get; set; } = 200;

    /// <summary>The largest body of a request.</summary>
    /// <value>The default is 4 MiB, which is also the services' own limit.</value>
    [Range(1, 1_000_000_000)]
    public long MaxBodyBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>How long a forwarded request may make no progress.</summary>
    /// <value>The default is 30 seconds.</value>
    [Range(typeof(TimeSpan), Shortest, "00:10:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the Gateway waits for a response to a call of its own: to resolve a session, to compose details.</summary>
    /// <value>The default is 800 milliseconds.</value>
    [Range(typeof(TimeSpan), Shortest, "00:01:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromMilliseconds(800);

    /// <summary>How long a service that keeps failing is not called by the Gateway itself.</summary>
    /// <value>The default is 2 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:05:00")]
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The time after which the details of an order are returned with the parts that have arrived.</summary>
    /// <value>The default is 2 seconds.</value>
    [Range(typeof(TimeSpan), Shortest, "00:01:00")]
    public TimeSpan DetailsDeadline { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a resolved session is used without asking Sessions again, and so the longest that an ended one lives on.</summary>
    /// <value>The default is 5 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan SessionCacheTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a resolved session is used while Sessions is unavailable, though never beyond its expiry.</summary>
    /// <value>The default is 5 minutes.</value>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan SessionGrace { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long countries and currencies are used before ReferenceData is asked whether they have changed.</summary>
    /// <value>The default is 1 minute.</value>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan ReferenceMaxAge { get; set; } = TimeSpan.FromMinutes(1);
}
