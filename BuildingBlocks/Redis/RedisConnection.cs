using System.Diagnostics;
using DbPerService.Databases;
using StackExchange.Redis;

namespace DbPerService.Redis;

/// <summary>A service's shared connection to its own Redis: reconnects automatically, and fails calls immediately meanwhile.</summary>
/// <param name="service">The service's name.</param>
/// <param name="configuration">The server's address and the service's login.</param>
public sealed class RedisConnection(string service, ConfigurationOptions configuration) : IAsyncDisposable
{
    readonly SemaphoreSlim _opening = new(1, 1);
    volatile ConnectionMultiplexer? _multiplexer;

    /// <summary>The service's keys.</summary>
    public RedisKeys Keys { get; } = new(service);

    /// <summary>The service's name.</summary>
    public string Service => service;

    /// <summary>The server's address, without the password.</summary>
    internal string Server => string.Join(',', configuration.EndPoints.Select(endPoint => endPoint is System.Net.DnsEndPoint dns
        ? $"{dns.Host}:{dns.Port}"
        : endPoint.ToString()));

    /// <summary>The problem in one line, without any text of the server or an exception; of an error only its code.</summary>
    internal string Describe(Exception exception) =>
        (exception as RedisServerException ?? exception.InnerException as RedisServerException) is { } answer
            ? $"Redis at {Server} answers {answer.Message.Split(' ')[0]}."
            : $"Redis at {Server} does not respond.";

    /// <summary>
    /// Calls the server. A failure that will pass comes as a <see cref="DatabaseUnavailableException"/>.
    /// </summary>
    public Task<T> CallAsync<T>(Func<IDatabase, Task<T>> call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        return CallAsync(operation: null, call, cancellationToken);
    }

    /// <summary>Runs a script.</summary>
    public Task<RedisResult> RunAsync(string script, RedisKey[] keys, RedisValue[] arguments, CancellationToken cancellationToken) =>
        CallAsync("EVALSHA", database => database.ScriptEvaluateAsync(script, keys, arguments), cancellationToken);

    /// <summary>A separate connection, for reads that wait on the server and would block all other calls.</summary>
    /// <param name="name">The connection's name on the server.</param>
    /// <exception cref="RedisException">The server does not respond, or refuses the login.</exception>
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
        // The client throws none of its own exceptions for a call without a response in time.
        catch (Exception exception) when (exception is RedisException or RedisTimeoutException)
        {
            span?.SetStatus(ActivityStatusCode.Error, exception.Message);
            if (RedisFailures.IsTransient(exception))
            {
                throw new DatabaseUnavailableException(exception is RedisServerException ? exception.Message : Describe(exception), exception);
            }

            throw;
        }
    }

    async Task<ConnectionMultiplexer> OpenAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            // Only a connection that has been established once is kept: until then every attempt reports the current problem.
            return _multiplexer ??= await ConnectAloneAsync(service);
        }
        finally
        {
            _opening.Release();
        }
    }
}
