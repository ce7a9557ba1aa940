using System.Diagnostics;
using System.Net;
using StackExchange.Redis;

namespace DbPerService.Redis;

/// <summary>
/// Client spans of Redis calls, which the Redis client does not create, following OpenTelemetry's conventions for databases (1.44).
/// </summary>
public static class RedisTelemetry
{
    /// <summary>Name of the activity source.</summary>
    public const string Name = "DbPerService.Redis";

    static readonly ActivitySource Source = new(Name);

    internal static Activity? StartCall(string? operation, EndPointCollection servers)
    {
        var span = Source.StartActivity(operation ?? "redis", ActivityKind.Client);
        if (span is { IsAllDataRequested: true })
        {
            span.SetTag("db.system.name", "redis").SetTag("db.operation.name", operation);
            var (address, port) = servers[0] switch
            {
                DnsEndPoint dns => (dns.Host, dns.Port),
                IPEndPoint ip => (ip.Address.ToString(), ip.Port),
                var other => (other.ToString(), 0),
            };
            span.SetTag("server.address", address).SetTag("server.port", port);
        }

        return span;
    }
}
