using System.Net.Sockets;
using MongoDB.Driver;
using MongoDB.Driver.Core.Configuration;

namespace DbPerService.MongoDB;

/// <summary>What a client of a service's MongoDB is set to: by the connection string, else by the options; the guarantees by neither.</summary>
static class MongoSettings
{
    const int KeepAliveIntervalSeconds = 2;
    const int KeepAliveProbes = 3;

    /// <exception cref="InvalidOperationException">The connection string asks for weaker guarantees.</exception>
    /// <exception cref="Exception">The driver refuses the options.</exception>
    public static MongoClientSettings For(string service, MongoUrl url, MongoOptions options, Action<ClusterBuilder>? watch = null)
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
        settings.ConnectTimeout = asked.ConnectTimeout ?? options.ConnectTimeout;
        settings.ServerSelectionTimeout = asked.ServerSelectionTimeout ?? options.ServerSelectionTimeout;
        settings.SocketTimeout = asked.SocketTimeout ?? options.SocketTimeout;
        settings.HeartbeatInterval = asked.HeartbeatInterval ?? options.HeartbeatInterval;
        settings.HeartbeatTimeout = asked.HeartbeatTimeout ?? settings.ConnectTimeout;
        settings.ClusterConfigurator = cluster =>
        {
            cluster.ConfigureTcp(tcp => tcp.With(socketConfigurator: (Action<Socket>)(socket => KeepAlive(socket, options.KeepAliveTime))));
            watch?.Invoke(cluster);
        };
        options.ConfigureClient?.Invoke(settings);
        // Acknowledged once it cannot be rolled back, on a single server once it is in the journal; reads follow the same rule.
        settings.WriteConcern = WriteConcern.WMajority.With(journal: true, wTimeout: url.WTimeout);
        settings.ReadConcern = ReadConcern.Majority;
        settings.ReadPreference = ReadPreference.Primary;
        return settings;
    }

    static string? Weaker(MongoUrl url) =>
        url.W is { } w && !w.Equals(WriteConcern.WMajority.W) ? $"w={w}"
        : url.Journal == false ? "journal=false"
        : url.ReadConcernLevel is { } level && level != ReadConcernLevel.Majority ? $"readConcernLevel={level}"
        : url.ReadPreference is { ReadPreferenceMode: not ReadPreferenceMode.Primary and var mode } ? $"readPreference={mode}"
        : null;

    static void KeepAlive(Socket socket, TimeSpan after)
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, (int)after.TotalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, KeepAliveIntervalSeconds);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, KeepAliveProbes);
    }
}
