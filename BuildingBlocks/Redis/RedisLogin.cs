using System.IO;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using StackExchange.Redis;

namespace DbPerService.Redis;

/// <summary>A login of a service: a connection string in the configuration.</summary>
static class RedisLogin
{
    /// <exception cref="InvalidOperationException">It is missing or cannot be read; the message names it.</exception>
    public static ConfigurationOptions Read(IConfiguration configuration, string name)
    {
        var text = configuration.GetConnectionString(name);
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new InvalidOperationException($"ConnectionStrings:{name} is not set.");
        }

        try
        {
            var options = ConfigurationOptions.Parse(text);
            if (options.EndPoints.Count == 0)
            {
                throw new InvalidOperationException($"ConnectionStrings:{name} has no server (host:port,user=…,password=…).");
            }

            // A frozen server fails a call within 5 s; a connection on which nothing arrives for four times the interval is closed.
            Default("connectTimeout", () => options.ConnectTimeout = 3000);
            Default("asyncTimeout", () => options.AsyncTimeout = 5000);
            Default("keepAlive", () => options.KeepAlive = 2);
            options.ReconnectRetryPolicy = new LinearRetry(200);
            options.HeartbeatInterval = TimeSpan.FromMilliseconds(500);
            // While the server is unavailable a call fails immediately: the caller knows better than a queue when to retry.
            options.BacklogPolicy = BacklogPolicy.FailFast;
            options.Protocol = RedisProtocol.Resp2;
            // The server decides what this login may do; the client need not check.
            options.AllowAdmin = true;
            // Neither subscriptions nor the keys and channels by which clients agree on a primary: the login has no right to use them.
            options.TieBreaker = "";
            options.ConfigurationChannel = "";
            options.CommandMap = CommandMap.Create(
                new HashSet<string> { "SUBSCRIBE", "PSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE", "SSUBSCRIBE", "SUNSUBSCRIBE" },
                available: false);
            TrustCa(configuration, options);
            return options;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            // The text contains a password and must not be repeated.
            throw new InvalidOperationException($"ConnectionStrings:{name} is not a Redis connection string.", exception);
        }

        void Default(string option, Action set)
        {
            if (!text.Split(',').Any(part => part.Trim().StartsWith(option + "=", StringComparison.OrdinalIgnoreCase)))
            {
                set();
            }
        }
    }

    /// <summary>The connection string cannot name a CA.</summary>
    static void TrustCa(IConfiguration configuration, ConfigurationOptions options)
    {
        const string Setting = "Messaging:Redis:SslCaLocation";
        if (configuration[Setting] is not { Length: > 0 } file)
        {
            return;
        }

        try
        {
            options.TrustIssuer(file);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException)
        {
            throw new InvalidOperationException($"{Setting}: {file} cannot be read as a certificate: {exception.Message}", exception);
        }
    }
}
