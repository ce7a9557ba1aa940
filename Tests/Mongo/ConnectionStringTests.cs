using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

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
    public void One_that_cannot_be_used_is_named_when_it_is_read(string text)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:payments"] = text })
            .Build();

        var failure = Assert.Throws<InvalidOperationException>(() => MongoMessagingExtensions.ConnectionString(configuration, "payments"));

        Assert.StartsWith("ConnectionStrings:payments ", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }
}
