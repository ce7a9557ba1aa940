using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace DbPerService.Tests.PostgreSql;

public sealed class StartupTests(EnginesFixture engines) : IClassFixture<EnginesFixture>
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "_app")]
    [InlineData("-relay", "_relay")]
    public async Task A_wrong_password_ends_startup_and_names_the_setting(string setting, string user)
    {
        await using var service = await engines.NewDatabaseAsync();
        var name = service.Name + setting;

        var failure = await FailureAsync(service, name, Login(service.Name + user, "wrong", service.Name));

        Assert.Equal(
            $"ConnectionStrings:{name}: PostgreSQL at 127.0.0.1:{engines.Postgres.Port} refuses the login: user or password is wrong.", failure);
    }

    [Fact]
    public async Task A_login_without_write_permission_ends_startup_and_names_the_setting()
    {
        await using var service = await engines.NewDatabaseAsync();
        await service.ScalarAsync<string>($"REVOKE INSERT ON messaging.outbox FROM {service.Name}_app");

        var failure = await FailureAsync(service, "unused", "");

        Assert.StartsWith($"ConnectionStrings:{service.Name}: PostgreSQL at ", failure, StringComparison.Ordinal);
        Assert.EndsWith("it lacks the right to INSERT on messaging.outbox.", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_without_migrations_ends_startup_and_says_what_to_do()
    {
        await using var service = await engines.NewDatabaseAsync();

        var failure = await FailureAsync(service, service.Name, Login("postgres", engines.Postgres.Password, "postgres"));

        Assert.Contains("is not prepared", failure, StringComparison.Ordinal);
        Assert.Contains("'migrate'", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Startup_waits_for_an_unreachable_server()
    {
        await using var service = await engines.NewDatabaseAsync();
        await engines.Postgres.KillAsync();
        using var host = service.NewInstance(service.AddMessagingOnly);
        var starting = host.StartAsync(Cancelled);
        await service.Log.WaitForAsync("waiting for PostgreSQL", Cancelled);
        Assert.False(starting.IsCompleted);

        await engines.Postgres.StartAsync();

        await starting.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
    }

    static async Task<string> FailureAsync(TestService service, string name, string login)
    {
        using var host = service.NewInstance(builder =>
        {
            builder.Configuration.AddInMemoryCollection([new($"ConnectionStrings:{name}", login)]);
            service.AddMessagingOnly(builder);
        });
        return (await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(Cancelled))).Message;
    }

    string Login(string user, string password, string database) =>
        $"Host=127.0.0.1;Port={engines.Postgres.Port};Username={user};Password={password};Database={database}";
}
