using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using DbPerService.Gateway.Api;
using DbPerService.Gateway.Callers;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace DbPerService.Gateway.Limits;

/// <summary>What a caller may send: so many requests, and bodies of such a size.</summary>
static class LimitsExtensions
{
    const int ReplenishmentsPerSecond = 10;

    public static void AddLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddRateLimiter(_ => { });
        var limits = builder.Services.AddOptions<RateLimiterOptions>();
        limits.Configure<SessionResolver, IOptions<GatewayOptions>>((limiter, sessions, options) =>
        {
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(
                context => Partition(context, sessions, options.Value));
            limiter.OnRejected = async (rejected, _) =>
            {
                var wait = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var said) ? said : TimeSpan.Zero;
                await Problems.TooManyRequests(rejected.HttpContext, wait).ExecuteAsync(rejected.HttpContext);
            };
        });
        // The server ends the connection at its limit, and the caller might not get the response; so its limit is higher.
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IOptions<GatewayOptions>>((server, options) =>
            server.Limits.MaxRequestBodySize = Math.Max(server.Limits.MaxRequestBodySize ?? 0, 2 * options.Value.MaxBodyBytes));
    }

    public static void UseLimits(this WebApplication app)
    {
        app.UseRateLimiter();
        var limit = app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value.MaxBodyBytes;
        app.Use((context, next) =>
        {
            if (context.Request.ContentLength is { } length)
            {
                return length <= limit ? next(context) : Problems.TooLarge(limit).ExecuteAsync(context);
            }

            context.Request.Body = new LimitedBody(context.Request.Body, limit);
            return next(context);
        });
    }

    /// <summary>
    /// By user if the token was resolved lately, else by address: a caller who makes up tokens must not get a bucket for each of them.
    /// </summary>
    static RateLimitPartition<string> Partition(HttpContext context, SessionResolver sessions, GatewayOptions options)
    {
        if (context.Request.Path.Value is "/health" or "/alive")
        {
            return RateLimitPartition.GetNoLimiter("");
        }

        var caller = SessionToken.Of(context.Request).Value is { } token && sessions.Recent(token) is { } session
            ? $"user {session.UserId}"
            : $"address {Network(context.Connection.RemoteIpAddress)}";
        var tokens = Math.Max(1, options.RequestsPerSecond / ReplenishmentsPerSecond);
        return RateLimitPartition.GetTokenBucketLimiter(caller, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = options.Burst,
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = TimeSpan.FromSeconds((double)tokens / options.RequestsPerSecond),
            QueueLimit = 0,
        });
    }

    /// <summary>Of an IPv6 address the first half: the rest is the caller's to choose.</summary>
    public static string Network(IPAddress? address) => address switch
    {
        null => "",
        { IsIPv4MappedToIPv6: true } => $"{address.MapToIPv4()}",
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
        _ => $"{address}",
    };
}
