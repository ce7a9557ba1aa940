using DbPerService.Redis;
using Microsoft.Extensions.Configuration;
using StackExchange.Redis;

namespace DbPerService.Tests.Redis;

public sealed class ConnectionStringTests
{
    [Fact]
    public void Time_outs_are_bounded_by_default()
    {
        var client = Client("127.0.0.1:1");

        Assert.Equal((3000, 5000, 2), (client.ConnectTimeout, client.AsyncTimeout, client.KeepAlive));
    }

    [Fact]
    public void Options_set_what_the_connection_string_does_not_say()
    {
        var client = Client("127.0.0.1:1,keepAlive=33", new RedisOptions
        {
            ConnectTimeout = TimeSpan.FromSeconds(7), CallTimeout = TimeSpan.FromSeconds(8), KeepAlive = TimeSpan.FromSeconds(9),
            ConfigureClient = configuration => configuration.ClientName = "own",
        });

        Assert.Equal((7000, 8000, 33, "own"), (client.ConnectTimeout, client.AsyncTimeout, client.KeepAlive, client.ClientName));
    }

    [Fact]
    public void The_connection_string_wins()
    {
        var client = Client(
            "127.0.0.1:1, ConnectTimeout=1001,asyncTimeout=1002,keepAlive=33,protocol=resp3,allowAdmin=false,tiebreaker=t,configChannel=c");

        Assert.Equal((1001, 1002, 33), (client.ConnectTimeout, client.AsyncTimeout, client.KeepAlive));
        Assert.Equal((RedisProtocol.Resp3, false, "t", "c"), (client.Protocol, client.AllowAdmin, client.TieBreaker, client.ConfigurationChannel));
    }

    [Theory]
    [InlineData("", "is not set")]
    [InlineData("password=xyz", "has no server")]
    [InlineData("127.0.0.1:1,password=xyz,connectTimeout=long", "is not a Redis connection string")]
    public void One_that_cannot_be_used_is_named_when_it_is_read(string text, string problem)
    {
        var failure = Assert.Throws<InvalidOperationException>(() => Client(text));

        Assert.StartsWith($"ConnectionStrings:inventory {problem}", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("xyz", failure.Message, StringComparison.Ordinal);
    }

    static ConfigurationOptions Client(string text, RedisOptions? options = null) => RedisLogin
        .Read(new ConfigurationManager { ["ConnectionStrings:inventory"] = text }, "inventory").WithOptions(options ?? new RedisOptions());
}
