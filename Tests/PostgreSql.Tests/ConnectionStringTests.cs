using DbPerService.PostgreSql;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace DbPerService.Tests.PostgreSql;

/// <summary>The connection string overrides the options, and the options override the defaults.</summary>
public sealed class ConnectionStringTests
{
    [Theory]
    [InlineData("Maximum Pool Size", "40", "maxpoolsize=7", "7")]
    [InlineData("Timeout", "3", "Timeout=15", "15")]
    [InlineData("Command Timeout", "10", "CommandTimeout=31", "31")]
    [InlineData("Max Auto Prepare", "100", "Max Auto Prepare=0", "0")]
    [InlineData("Auto Prepare Min Usages", "2", "AutoPrepareMinUsages=5", "5")]
    [InlineData("No Reset On Close", "True", "No Reset On Close=false", "False")]
    [InlineData("TCP Keepalive Time", "5", "TCP Keepalive Time=60", "60")]
    public void A_keyword_of_the_connection_string_is_kept(string keyword, string byDefault, string said, string own)
    {
        Assert.Equal(byDefault, Login("")[keyword].ToString());
        Assert.Equal(own, Login(said)[keyword].ToString());
    }

    [Theory]
    [InlineData("enable_seqscan", "off")]
    [InlineData("lock_timeout", "5000")]
    [InlineData("idle_in_transaction_session_timeout", "8000")]
    [InlineData("statement_timeout", "10000")]
    [InlineData("tcp_user_timeout", "10000")]
    [InlineData("tcp_keepalives_idle", "5")]
    public void A_parameter_of_the_connection_string_is_kept(string parameter, string byDefault)
    {
        Assert.Contains($"-c {parameter}={byDefault}", Login("").Options, StringComparison.Ordinal);
        foreach (var said in new[] { $"-c {parameter}=1", $"-c{parameter}=1", $"--{parameter.Replace('_', '-')}=1" })
        {
            Assert.DoesNotContain($"{parameter}={byDefault}", Login($"Options={said}").Options, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_parameter_is_not_taken_for_another_whose_name_ends_alike() =>
        Assert.Contains("-c lock_timeout=5000", Login("Options=-c deadlock_timeout=2s").Options, StringComparison.Ordinal);

    [Fact]
    public void Options_set_what_the_connection_string_does_not_say()
    {
        var login = Login("Timeout=15", new()
        {
            ["PostgreSql:MaxPoolSize"] = "9", ["PostgreSql:ConnectTimeout"] = "00:00:04", ["PostgreSql:CommandTimeout"] = "00:00:20",
            ["PostgreSql:SequentialScans"] = "true", ["PostgreSql:LockTimeout"] = "00:00:00", ["PostgreSql:ResetOnClose"] = "true",
        });

        Assert.Equal((9, 15, 20, false), (login.MaxPoolSize, login.Timeout, login.CommandTimeout, login.NoResetOnClose));
        Assert.DoesNotContain("enable_seqscan", login.Options, StringComparison.Ordinal);
        Assert.DoesNotContain("lock_timeout", login.Options, StringComparison.Ordinal);
        Assert.Contains("statement_timeout=20000", login.Options, StringComparison.Ordinal);
    }

    [Fact]
    public void Code_changes_the_data_source()
    {
        using var host = NewHost("", [], builder => builder.Services.Configure<PostgresOptions>(
            options => options.ConfigureDataSource = source => source.ConnectionStringBuilder.ApplicationName = "own"));

        Assert.Contains("Application Name=own", host.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("idle_session_timeout")]
    public void The_limit_that_the_relay_counts_by_is_refused_beside_its_own_setting(string parameter)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:shop"] = "Host=127.0.0.1;Username=shop_app;Database=shop",
            ["ConnectionStrings:shop-relay"] = $"Host=127.0.0.1;Username=shop_relay;Database=shop;Options=-c {parameter}=60s",
        });

        var failure = Assert.Throws<InvalidOperationException>(() => builder.AddPostgresMessaging("shop"));

        Assert.Equal($"ConnectionStrings:shop-relay sets {parameter}: set Messaging:PostgreSql:LeaderTimeout instead.", failure.Message);
    }

    [Theory]
    [InlineData("", "is not set.")]
    [InlineData("Username=shop;Password=xyz", "names no Host.")]
    [InlineData("Host=127.0.0.1;Password=xyz;Nonsense=1", "is not a PostgreSQL connection string.")]
    public void One_that_cannot_be_used_is_named_when_it_is_read(string text, string problem)
    {
        var failure = Assert.Throws<InvalidOperationException>(
            () => PostgresLogin.Read(new ConfigurationManager { ["ConnectionStrings:shop"] = text }, "shop"));

        Assert.Equal($"ConnectionStrings:shop {problem}", failure.Message);
    }

    static NpgsqlConnectionStringBuilder Login(string said, Dictionary<string, string?>? settings = null)
    {
        using var host = NewHost(said, settings ?? [], _ => { });
        return new(host.Services.GetRequiredService<NpgsqlDataSource>().ConnectionString);
    }

    static IHost NewHost(string said, Dictionary<string, string?> settings, Action<HostApplicationBuilder> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration["ConnectionStrings:shop"] = "Host=127.0.0.1;Username=shop_app;Database=shop;" + said;
        builder.Services.AddLogging();
        builder.AddPostgres("shop");
        configure(builder);
        return builder.Build();
    }
}
