using System.Diagnostics;
using StackExchange.Redis;

namespace DbPerService.Redis;

/// <summary>A service's connection to its own Redis: one for all, reconnecting by itself, failing at once meanwhile.</summary>
/// <param name="service">The service's name.</param>
/// <param name="configuration">Where the server is, and the service's login.</param>
public sealed class RedisConnection(string service, ConfigurationOptions configuration) : IAsyncDisposable
{
    readonly SemaphoreSlim _opening = new(1, 1);
    volatile ConnectionMultiplexer? _multiplexer;

    /// <summary>The service's keys.</summary>
    public RedisKeys Keys { get; } = new(service);

    /// <summary>The service's name.</summary>
    public string Service => service;

    /// <summary>Where the server is, without the password.</summary>
    internal string Server => string.Join(',', configuration.EndPoints.Select(endPoint => endPoint is System.Net.DnsEndPoint dns
        ? $"{dns.Host}:{dns.Port}"
        : endPoint.ToString()));

    /// <summary>What is wrong, in one line without a server's or an exception's text: of an error only its code.</summary>
    internal string Describe(Exception exception) =>
        (exception as RedisServerException ?? exception.InnerException as RedisServerException) is { } answer
            ? $"Redis at {Server} answers {answer.Message.Split(' ')[0]}."
            : $"Redis at {Server} does not answer.";

    /// <summary>
    /// Calls the server. A failure that will pass comes as a <see cref="RedisAwayException"/>.
    /// </summary>
    public Task<T> CallAsync<T>(Func<IDatabase, Task<T>> call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        return CallAsync(operation: null, call, cancellationToken);
    }

    /// <summary>Runs a script.</summary>
    public Task<RedisResult> RunAsync(string script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken) =>
        CallAsync("EVALSHA", database => database.ScriptEvaluateAsync(script, keys, arguments), cancellationToken);

    /// <summary>A connection of its own, for reads that wait on the server and would hold up everyone else.</summary>
    /// <param name="name">What the server calls it.</param>
    /// <exception cref="RedisException">The server does not answer, or refuses the login.</exception>
    public async Task<ConnectionMultiplexer> ConnectAloneAsync(string name)
    {
        var alone = configuration.Clone();
        alone.ClientName = name;
        alone.AbortOnConnectFail = true;
        return await ConnectionMultiplexer.ConnectAsync(alone);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_multiplexer is { } multiplexer)
        {
            await multiplexer.DisposeAsync();
        }

        _opening.Dispose();
    }

    async Task<T> CallAsync<T>(string? operation, Func<IDatabase, Task<T>> call, CancellationToken cancellationToken)
    {
        using var span = RedisTelemetry.StartCall(operation, configuration.EndPoints);
        try
        {
            var multiplexer = _multiplexer ?? await OpenAsync(cancellationToken);
            return await call(multiplexer.GetDatabase()).WaitAsync(cancellationToken);
        }
        // A call that got no answer in time is none of the client's own exceptions.
        catch (Exception exception) when (exception is RedisException or RedisTimeoutException)
        {
            span?.SetStatus(ActivityStatusCode.Error, exception.Message);
            if (RedisFailures.IsTransient(exception))
            {
                throw new RedisAwayException(exception is RedisServerException ? exception.Message : Describe(exception), exception);
            }

            throw;
        }
    }

    async Task<ConnectionMultiplexer> OpenAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            // Only a connection that has stood once is kept: until then every try tells afresh what is wrong.
            return _multiplexer ??= await ConnectAloneAsync(service);
        }
        finally
        {
            _opening.Release();
        }
    }
}
