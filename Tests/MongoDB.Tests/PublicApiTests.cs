using DbPerService.Messaging.MongoDB;
using DbPerService.MongoDB;
using DbPerService.Testing;

namespace DbPerService.Tests.Mongo;

/// <summary>The public APIs that <c>Architecture.Tests</c> cannot compare where the driver is not in the feed.</summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData(typeof(MongoConnection))]
    [InlineData(typeof(MongoUnitOfWork))]
    public void The_public_API_is_the_committed_one(Type ofPackage)
    {
        var (committed, actual) = PublicApi.Compare(ofPackage.Assembly);

        Assert.Equal(committed, actual);
    }
}
