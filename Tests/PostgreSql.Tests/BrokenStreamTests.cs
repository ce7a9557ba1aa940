using System.Collections.Concurrent;
using System.Net;
using DbPerService.FaultyNetwork;
using DbPerService.Messaging;
using DbPerService.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace DbPerService.Tests.PostgreSql;

public sealed class BrokenStreamTests(EnginesFixture engines) : IClassFixture<EnginesFixture>
{
    const int EventsPerRound = 20;

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>The link is so slow that every fault hits the middle of a message.</summary>
    [Fact]
    public async Task A_broken_stream_is_a_lost_connection_and_the_relay_resumes()
    {
        await using var service = await engines.NewServiceAsync();
        await using var link = FaultyLink.Start(0, new IPEndPoint(IPAddress.Loopback, engines.Postgres.Port));
        using var exceptions = new Exceptions();
        var instance = service.NewInstance(builder =>
        {
            builder.Configuration.AddInMemoryCollection([new($"ConnectionStrings:{service.Name}-relay",
                $"Host=127.0.0.1;Port={link.Port};Username={service.Name}_relay;Password={engines.Postgres.Password};Database={service.Name}")]);
            builder.Logging.AddProvider(exceptions);
            builder.AddMessaging(service.Publisher);
        });
        await instance.StartAsync(Cancelled);
        Func<Task>[] faults =
        [
            () => { link.Reset(); return Task.CompletedTask; },
            () => service.ScalarAsync<bool>(
                $"SELECT pg_terminate_backend(active_pid) FROM pg_replication_slots WHERE slot_name = '{service.Name}'"),
            () => { link.Swallow(Direction.ToClient); link.Heal(); return Task.CompletedTask; },
            () => { link.Cut(); link.Restore(); return Task.CompletedTask; },
        ];
        var status = instance.Services.GetRequiredService<RelayStatus>();
        for (var round = 0; round < 2 * faults.Length; round++)
        {
            await Eventually.IsTrue(() => Task.FromResult(status.State == RelayState.Active), Cancelled);
            var published = status.PublishedCount;
            link.Throttle(40_000);
            await service.PublishAsync([.. Enumerable.Range(0, EventsPerRound).Select(n => new Ping(new string('k', 1_000) + n, round))]);
            await Eventually.IsTrue(
                () => Task.FromResult(status.PublishedCount > published + round), Cancelled, pause: TimeSpan.FromMilliseconds(1));
            await faults[round % faults.Length]();
            link.Heal();
        }

        var arrived = new HashSet<(string, string)>();
        await Eventually.IsTrue(
            () =>
            {
                arrived.UnionWith(Topic.ReadToEnd(engines.Kafka, "pings").Select(message => (message.Message.Key, message.Message.Value)));
                return Task.FromResult(arrived.Count == 2 * faults.Length * EventsPerRound);
            },
            Cancelled);
        Assert.All(exceptions.Seen, exception => Assert.False(
            Causes(exception).Any(cause => cause is NullReferenceException or ObjectDisposedException), exception.ToString()));
        Assert.Contains(service.Log.Lines, line => line.Contains("was interrupted", StringComparison.Ordinal));
    }

    static IEnumerable<Exception> Causes(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            yield return exception;
        }
    }

    /// <summary>The exceptions that were logged, from Warning on.</summary>
    sealed class Exceptions : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<Exception> Seen { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (exception is not null && IsEnabled(logLevel))
            {
                Seen.Enqueue(exception);
            }
        }

        public void Dispose()
        {
        }
    }
}
