using DbPerService.Databases;
using DbPerService.Messaging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DbPerService.Tests.PostgreSql;

public sealed class DatabaseClockTests(EnginesFixture engines) : IClassFixture<EnginesFixture>
{
    static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(1);

    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(-24)]
    public async Task An_instance_with_a_wrong_clock_uses_the_database_time(int hours)
    {
        await using var service = await engines.NewDatabaseAsync();
        var clock = await ClockAsync(service, new WrongClock(TimeSpan.FromHours(hours)));

        Assert.InRange(clock.UtcNow - await service.ScalarAsync<DateTime>("SELECT clock_timestamp()"), -Tolerance, Tolerance);
    }

    [Fact]
    public async Task The_database_clock_keeps_running_while_the_database_is_unavailable()
    {
        await using var service = await engines.NewDatabaseAsync();
        var time = new WrongClock(TimeSpan.FromHours(1));
        var clock = await ClockAsync(service, time);
        var before = clock.UtcNow;
        await engines.Postgres.KillAsync();
        try
        {
            time.Pass(TimeSpan.FromMinutes(10));

            Assert.InRange(clock.UtcNow - before, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(11));
        }
        finally
        {
            await engines.Postgres.StartAsync();
        }
    }

    static async Task<IDatabaseClock> ClockAsync(TestService service, TimeProvider time)
    {
        var host = service.NewInstance(builder =>
        {
            builder.Services.AddSingleton(time);
            service.AddMessagingOnly(builder);
        });
        await host.StartAsync(Cancelled);
        return host.Services.GetRequiredService<IDatabaseClock>();
    }
}
