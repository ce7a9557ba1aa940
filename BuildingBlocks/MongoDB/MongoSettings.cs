using System.Net.Sockets;
using MongoDB.Driver;
using MongoDB.Driver.Core.Configuration;

namespace DbPerService.MongoDB;

/// <summary>
/// The settings of a client of a service's MongoDB. The connection string cannot weaken the guarantees. It can set the time-outs, whose
/// defaults make calls to a frozen server or over a half-open connection fail within some ten seconds.
/// </summary>
static class MongoSettings
{
    static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(3);
    static readonly TimeSpan SocketTimeout = TimeSpan.FromSeconds(10);
    static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(2);
    const int KeepAliveIdleSeconds = 5;
    const int KeepAliveIntervalSeconds = 2;
    const int KeepAliveProbes = 3;

    /// <exception cref="InvalidOperationException">The connection string asks for weaker guarantees.</exception>
    /// <exception cref="Exception">The driver refuses the options.</exception>
    public static MongoClientSettings For(string service, MongoUrl url, Action<ClusterBuilder>? watch = null)
    {
        if (Weaker(url) is { } option)
        {
            throw new InvalidOperationException(
                $"{option} lets a fail-over undo what was acknowledged or published; leave it out: it is always w=majority, " +
                "journal=true, readConcernLevel=majority and readPreference=primary.");
        }

        var asked = new ConnectionString(url.Url);
        var settings = MongoClientSettings.FromUrl(url);
        settings.ApplicationName ??= service;
        settings.ConnectTimeout = asked.ConnectTimeout ?? ConnectTimeout;
        settings.ServerSelectionTimeout = asked.ServerSelectionTimeout ?? ConnectTimeout;
        settings.SocketTimeout = asked.SocketTimeout ?? SocketTimeout;
        settings.HeartbeatInterval = asked.HeartbeatInterval ?? HeartbeatInterval;
        settings.HeartbeatTimeout = asked.HeartbeatTimeout ?? settings.ConnectTimeout;
        // Acknowledged once it cannot be rolled back, on a single server once it is in the journal; reads follow the same rule.
        settings.WriteConcern = WriteConcern.WMajority.With(journal: true, wTimeout: url.WTimeout);
        settings.ReadConcern = ReadConcern.Majority;
        settings.ReadPreference = ReadPreference.Primary;
        settings.ClusterConfigurator = cluster =>
        {
            cluster.ConfigureTcp(tcp => tcp.With(socketConfigurator: (Action<Socket>)KeepAlive));
            watch?.Invoke(cluster);
        };
        return settings;
    }

    static string? Weaker(MongoUrl url) =>
        url.W is { } w && !w.Equals(WriteConcern.WMajority.W) ? $"w={w}"
        : url.Journal == false ? "journal=false"
        : url.ReadConcernLevel is { } level && level != ReadConcernLevel.Majority ? $"readConcernLevel={level}"
        : url.ReadPreference is { ReadPreferenceMode: not ReadPreferenceMode.Primary and var mode } ? $"readPreference={mode}"
        : null;

    static void KeepAlive(Socket socket)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, KeepAliveIdleSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveIntervalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveProbes);
    }
}
