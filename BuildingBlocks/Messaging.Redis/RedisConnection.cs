using System.Diagnostics;
using StackExchange.Redis;

namespace DbPerService.Messaging.Redis;

/// <summary>A service's connection to its own Redis: one for all, reconnecting by itself, failing at once meanwhile.</summary>
/// <param name="service">The service's name.</param>
/// <param name="configuration">Where the server is, and the service's login.</param>
/// <param name="operations">What the service's units of work can do.</param>
public sealed class RedisConnection(string service, ConfigurationOptions configuration, RedisOperations operations) : IAsyncDisposable
{
    const long Unknown = -1;

    readonly SemaphoreSlim _opening = new(1, 1);
    readonly string _unit = RedisScripts.Unit.Replace("--OPERATIONS", operations.Script, StringComparison.Ordinal);
    volatile ConnectionMultiplexer? _multiplexer;
    long _noDeadLettersAt = Unknown;

    /// <summary>The service's keys.</summary>
    public RedisKeys Keys { get; } = new(service);

    internal string Service => service;

    /// <summary>
    /// The version of the dead letters at which there had been none when last looked. Nearly always there are none, so a unit of work
    /// takes it for true and lets its commit find out, instead of asking before each batch. Null when it is not known.
    /// </summary>
    internal long? NoDeadLettersAt
    {
        get => Volatile.Read(ref _noDeadLettersAt) is not Unknown and var version ? version : null;
        set => Volatile.Write(ref _noDeadLettersAt, value ?? Unknown);
    }

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

    internal Task<RedisResult> RunUnitAsync(RedisValue[] arguments, CancellationToken cancellationToken) =>
        RunAsync(
            _unit,
            [Keys.Outbox, Keys.DeadLetters, .. operations.Keys.Select(Keys.Of)],
            arguments,
            cancellationToken);

    /// <summary>A connection of its own, for reads that wait on the server and would hold up everyone else.</summary>
    internal async Task<ConnectionMultiplexer> ConnectAloneAsync(string name)
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
