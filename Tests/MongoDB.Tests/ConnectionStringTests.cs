using DbPerService.Messaging.MongoDB;
using DbPerService.MongoDB;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using MongoDB.Driver;

namespace DbPerService.Tests.Mongo;

public sealed class ConnectionStringTests
{
    [Theory]
    [InlineData("mongodb://payments:secret@/")]
    [InlineData("mongodb://payments:secret@host/?w=-1")]
    [InlineData("mongodb://payments:secret@host/?authMechanism=NONSENSE")]
    [InlineData("mongodb://payments:secret@host/?authMechanism=MONGODB-X509")]
    [InlineData("mongodb://payments:secret@host/?heartbeatInterval=-5s")]
    [InlineData("mongodb://payments:secret@host/not.a.name")]
    [InlineData("mongodb://payments@host/payments")]
    [InlineData("mongodb://payments:secret@host/?w=1")]
    [InlineData("mongodb://payments:secret@host/?w=2")]
    [InlineData("mongodb://payments:secret@host/?journal=false")]
    [InlineData("mongodb://payments:secret@host/?readConcernLevel=local")]
    [InlineData("mongodb://payments:secret@host/?readPreference=secondaryPreferred")]
    public void An_unusable_connection_string_is_reported_when_it_is_read(string text)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:payments"] = text })
            .Build();

        var failure = Assert.Throws<InvalidOperationException>(() => MongoLogin.Read(configuration, "payments"));

        Assert.StartsWith("ConnectionStrings:payments ", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Theory]
    [InlineData("mongodb://host/")]
    [InlineData("mongodb://host/?w=majority&journal=true&readConcernLevel=majority&readPreference=primary&retryWrites=true")]
    public void Read_and_write_concerns_are_set_whatever_the_connection_string_says(string text)
    {
        var settings = MongoSettings.For("payments", new MongoUrl(text), new MongoOptions());

        Assert.Equal(WriteConcern.WMajority.With(journal: true), settings.WriteConcern);
        Assert.Equal((ReadConcern.Majority, ReadPreference.Primary), (settings.ReadConcern, settings.ReadPreference));
    }

    [Fact]
    public void Time_outs_are_bounded_unless_the_connection_string_sets_them()
    {
        var bounded = MongoSettings.For("payments", new MongoUrl("mongodb://host/"), new MongoOptions());
        var own = MongoSettings.For("payments", new MongoUrl(
            "mongodb://host/?connectTimeoutMS=1001&serverSelectionTimeoutMS=1002&socketTimeoutMS=1003&heartbeatFrequencyMS=1004&wtimeoutMS=1005&appName=own"), new MongoOptions());

        Assert.All(
            [bounded.ConnectTimeout, bounded.ServerSelectionTimeout, bounded.SocketTimeout, bounded.HeartbeatInterval + bounded.HeartbeatTimeout],
            bound => Assert.InRange(bound, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10)));
        Assert.Equal(
            [1001, 1002, 1003, 1004, 1005],
            [own.ConnectTimeout.TotalMilliseconds, own.ServerSelectionTimeout.TotalMilliseconds, own.SocketTimeout.TotalMilliseconds,
             own.HeartbeatInterval.TotalMilliseconds, own.WriteConcern.WTimeout!.Value.TotalMilliseconds]);
        Assert.Equal(("payments", "own"), (bounded.ApplicationName, own.ApplicationName));
    }

    [Fact]
    public void Options_set_what_the_connection_string_does_not_say()
    {
        var options = new MongoOptions
        {
            ConnectTimeout = TimeSpan.FromSeconds(7), SocketTimeout = TimeSpan.FromSeconds(8),
            ConfigureClient = settings => (settings.MaxConnectionPoolSize, settings.WriteConcern) = (17, WriteConcern.W1),
        };

        var settings = MongoSettings.For("payments", new MongoUrl("mongodb://host/?socketTimeoutMS=1003"), options);

        Assert.Equal(
            (7000, 1003, 17), (settings.ConnectTimeout.TotalMilliseconds, settings.SocketTimeout.TotalMilliseconds, settings.MaxConnectionPoolSize));
        Assert.Equal(WriteConcern.WMajority.With(journal: true), settings.WriteConcern);
    }
}
