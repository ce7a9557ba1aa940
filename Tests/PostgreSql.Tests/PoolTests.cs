using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace DbPerService.Tests.PostgreSql;

/// <summary>Two instances of a service and their relays have to fit into a server's hundred connections.</summary>
public sealed class PoolTests
{
    [Theory]
    [InlineData("", 40)]
    [InlineData(";Maximum Pool Size=7", 7)]
    [InlineData(";maxpoolsize=100", 100)]
    public void The_connection_string_sets_the_pool_size_and_the_default_is_forty(string said, int size)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:shop"] = "Host=127.0.0.1;Username=shop_app;Database=shop" + said,
            ["ConnectionStrings:shop-relay"] = "Host=127.0.0.1;Username=shop_relay;Database=shop",
        });
        builder.Services.AddLogging();
        builder.AddPostgresMessaging("shop");
        using var host = builder.Build();

        var pool = host.Services.GetRequiredService<NpgsqlDataSource>();

        Assert.Equal(size, new NpgsqlConnectionStringBuilder(pool.ConnectionString).MaxPoolSize);
    }
}
