using System.ComponentModel.DataAnnotations;
using MongoDB.Driver;

namespace DbPerService.MongoDB;

/// <summary>
/// What a service's client is set to where its connection string does not say it itself. Bound from <c>MongoDB</c>. The defaults let a
/// server that is frozen, or a connection that is open at one end only, fail within some ten seconds.
/// </summary>
/// <remarks>
/// Guarantees are not among them: writes are acknowledged by a majority and journaled, reads are majority reads of the primary. A
/// connection string that asks for less is refused.
/// </remarks>
public sealed class MongoOptions
{
    /// <summary>How long connecting may take: <c>connectTimeoutMS</c> in the connection string.</summary>
    /// <value>The default is 3 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long to look for a server that can be used: <c>serverSelectionTimeoutMS</c> in the connection string.</summary>
    /// <value>The default is 3 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan ServerSelectionTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long an answer may take: <c>socketTimeoutMS</c> in the connection string.</summary>
    /// <value>The default is 10 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:10:00")]
    public TimeSpan SocketTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often the state of the servers is checked: <c>heartbeatFrequencyMS</c> in the connection string.</summary>
    /// <value>The default is 2 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.500", "00:10:00")]
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>After which silence the server's machine is probed: every 2 seconds then, three times.</summary>
    /// <value>The default is 5 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:01", "02:00:00")]
    public TimeSpan KeepAliveTime { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Changes the client's settings in code, for what no setting says. The guarantees are set after it.</summary>
    public Action<MongoClientSettings>? ConfigureClient { get; set; }
}
