using System.IO;
using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using StackExchange.Redis;

namespace DbPerService.Redis;

/// <summary>A login of a service: a connection string of the configuration, and defaults for what that does not say itself.</summary>
sealed class RedisLogin
{
    // Neither subscriptions nor the keys and channels by which clients agree on a primary: the login has no right to use them.
    static readonly HashSet<string> Subscriptions =
        ["SUBSCRIBE", "PSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE", "SSUBSCRIBE", "SUNSUBSCRIBE"];

    readonly string _text;

    RedisLogin(string text, ConfigurationOptions client) => (_text, Client) = (text, client);

    public ConfigurationOptions Client { get; }

    /// <exception cref="InvalidOperationException">It is missing or cannot be read; the message names it.</exception>
    public static RedisLogin Read(IConfiguration configuration, string name)
    {
        var text = configuration.GetConnectionString(name);
        if (string.IsNullOrWhiteSpace(text))
        {
            throw new InvalidOperationException($"ConnectionStrings:{name} is not set.");
        }

        try
        {
            var client = ConfigurationOptions.Parse(text);
            return client.EndPoints.Count == 0
                ? throw new InvalidOperationException($"ConnectionStrings:{name} has no server (host:port,user=…,password=…).")
                : new RedisLogin(text, client);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            // The text contains a password and must not be repeated.
            throw new InvalidOperationException($"ConnectionStrings:{name} is not a Redis connection string.", exception);
        }
    }

    /// <exception cref="InvalidOperationException">The certificate cannot be read; the message names the setting.</exception>
    public ConfigurationOptions WithOptions(RedisOptions options)
    {
        Default("connectTimeout", () => Client.ConnectTimeout = (int)options.ConnectTimeout.TotalMilliseconds);
        Default("asyncTimeout", () => Client.AsyncTimeout = (int)options.CallTimeout.TotalMilliseconds);
        Default("keepAlive", () => Client.KeepAlive = (int)options.KeepAlive.TotalSeconds);
        Default("protocol", () => Client.Protocol = RedisProtocol.Resp2);
        // The server decides what this login may do; the client need not check.
        Default("allowAdmin", () => Client.AllowAdmin = true);
        Default("tiebreaker", () => Client.TieBreaker = "");
        Default("configChannel", () => Client.ConfigurationChannel = "");
        Default("$", () => Client.CommandMap = CommandMap.Create(Subscriptions, available: false));
        Client.ReconnectRetryPolicy = new LinearRetry((int)options.ReconnectDelay.TotalMilliseconds);
        Client.HeartbeatInterval = TimeSpan.FromMilliseconds(500);
        // While the server is unavailable a call fails at once: whoever asked knows better than a queue when to ask again.
        Client.BacklogPolicy = BacklogPolicy.FailFast;
        TrustCa(options.SslCaLocation);
        options.ConfigureClient?.Invoke(Client);
        return Client;
    }

    void Default(string option, Action set)
    {
        var name = option == "$" ? option : option + "=";
        if (!_text.Split(',').Any(part => part.Trim().StartsWith(name, StringComparison.OrdinalIgnoreCase)))
        {
            set();
        }
    }

    void TrustCa(string file)
    {
        if (file.Length == 0)
        {
            return;
        }

        try
        {
            Client.TrustIssuer(file);
        }
        catch (Exception exception) when (exception is CryptographicException or IOException)
        {
            throw new InvalidOperationException(
                $"Redis:{nameof(RedisOptions.SslCaLocation)}: {file} cannot be read as a certificate: {exception.Message}", exception);
        }
    }
}
