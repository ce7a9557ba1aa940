using System.ComponentModel.DataAnnotations;
using StackExchange.Redis;

namespace DbPerService.Redis;

/// <summary>
/// What a service's connection is set to where its connection string does not say it itself, and what the server must promise. Bound from
/// <c>Redis</c>.
/// </summary>
public sealed class RedisOptions
{
    /// <summary>
    /// Whether the service refuses to start on a server that replies before a write is on disk, or evicts. A cache may do so; a database may
    /// not.
    /// </summary>
    /// <value>The default is true.</value>
    public bool RequireDurability { get; set; } = true;

    /// <summary>
    /// A PEM file with the CA certificate that must have issued the server's certificate, if the connection string has
    /// <c>ssl=true</c>; it has no word for it.
    /// </summary>
    /// <value>By default the machine's trusted CAs.</value>
    public string SslCaLocation { get; set; } = "";

    /// <summary>How long connecting may take: <c>connectTimeout</c> in the connection string.</summary>
    /// <value>The default is 3 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long a call may take: <c>asyncTimeout</c> in the connection string.</summary>
    /// <value>The default is 5 seconds: that of a frozen server fails within them.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How often a silent connection is tried, to the second: <c>keepAlive</c> in the connection string. One on which nothing comes for four
    /// times that is given up.
    /// </summary>
    /// <value>The default is 2 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a connection that broke waits before it is made again.</summary>
    /// <value>The default is 200 ms.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan ReconnectDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Changes the client's configuration in code, for what no setting says; applied last.</summary>
    public Action<ConfigurationOptions>? ConfigureClient { get; set; }
}
